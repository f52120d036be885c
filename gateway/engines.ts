// The outside engines that postern.yaml names.
import type { NetConnectOpts } from 'node:net';
import { clamdEngine } from '../adapters/clamd/clamd-engine.ts';
import { rspamdEngine } from '../adapters/spam/rspamd-engine.ts';
import { spamdEngine } from '../adapters/spam/spamd-engine.ts';
import type { Engine } from '../core/ports.ts';
import type { Config } from './config/config-schema.ts';

export function enginesOf({ engines }: Pick<Config, 'engines'>): readonly Engine[] {
  return engines.map(engineOf);
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
