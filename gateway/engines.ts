// The outside engines that postern.yaml names.
import type { NetConnectOpts } from 'node:net';
import { clamdEngine } from '../adapters/clamd/clamd-engine.ts';
import { rspamdEngine } from '../adapters/spam/rspamd-engine.ts';
import { spamdEngine } from '../adapters/spam/spamd-engine.ts';
import type { Report } from '../core/mail/act/act.ts';
import type { Engine } from '../core/ports.ts';
import type { Config } from './config/config-schema.ts';

export function enginesOf({ engines }: Pick<Config, 'engines'>): readonly Engine[] {
  return engines.map(engineOf);
}

/** The engine, and one line in the operator's log when it goes away and one when it is back. */
export function reportedEngine(engine: Engine, report: Report): Engine {
  let away = false;
  const heard = (answered: boolean): void => {
    if (answered === !away) return;
    away = !answered;
    report({ event: away ? 'engine-away' : 'engine-back', attempt: null, engine: engine.name });
  };
  return {
    ...engine,
    async inspect(raw, mailFrom) {
      try {
        const verdict = await engine.inspect(raw, mailFrom);
        heard(true);
        return verdict;
      } catch (cause) {
        heard(false);
        throw cause;
      }
    },
    async answers() {
      const answered = await engine.answers();
      heard(answered);
      return answered;
    },
  };
}

function engineOf(engine: Config['engines'][number]): Engine {
  switch (engine.type) {
    case 'clamd':
      return clamdEngine({ hosts: engine.hosts.map(place), time: engine.time });
    case 'rspamd':
      return rspamdEngine({ url: engine.url, time: engine.time });
    case 'spamd':
      return spamdEngine({ host: place(engine.host), time: engine.time });
  }
}

/** `/run/clamav/clamd.ctl`, `host:port`, `[::1]:3310`. */
function place(address: string): NetConnectOpts {
  if (address.startsWith('/')) return { path: address };
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) };
}
