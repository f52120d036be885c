// The policy that decides now. A new one comes into force between two messages, once it proved sound; one that does not
// changes nothing, and says why.
import type { Pack } from '../core/model/pack.ts';
import type { NoticeTexts } from '../core/oversight/notices/format-texts.ts';
import type { Examiner, Ports } from '../core/ports.ts';
import type { PolicyData } from '../core/rulebook/policy-data.ts';
import type { Rulebook } from '../core/rulebook/rulebook.ts';

/** Whoever works on a message takes all of it at once: what one policy found, the same decides about. */
export interface InForce {
  readonly loaded: PolicyData;
  readonly rulebook: Rulebook;
  readonly texts: NoticeTexts;
  readonly examiner: Examiner;
  /** Ends what reads mail for it. */
  close(): Promise<void>;
}

export interface PolicyInForce {
  now(): InForce;
  /** Rejects, with the old policy still in force, when the new one cannot be used. */
  reload(): Promise<Pick<Pack, 'name' | 'hash'>>;
  close(): Promise<void>;
}

interface Reloading extends Pick<Ports, 'ledger' | 'clock'> {
  /** Rejects when it may not follow the one that is in force now. */
  load(now: InForce): Promise<InForce>;
  /** The policy that held content is read again by, from now on. */
  readBy(policy: PolicyData): Promise<void>;
  report(event: { readonly event: string; readonly cause: unknown }): void;
}

/** Milliseconds: nobody works on a message for longer (DESIGN section 7). */
const longestWork = 150_000;

export function policyInForce(first: InForce, { load, readBy, ledger, clock, report }: Reloading): PolicyInForce {
  let current = first;
  let last: Promise<unknown> = Promise.resolve();
  const retired = new Map<InForce, NodeJS.Timeout>();

  const retire = (old: InForce) => {
    const end = () => {
      retired.delete(old);
      old.close().catch((cause: unknown) => report({ event: 'examiner-lost', cause }));
    };
    retired.set(old, setTimeout(end, longestWork).unref());
  };

  async function replace(): Promise<Pick<Pack, 'name' | 'hash'>> {
    const old = current;
    const next = await load(old).catch((cause: unknown) => {
      report({ event: 'policy-refused', cause });
      throw cause;
    });
    const { name, hash } = next.rulebook.pack;
    const detail = { hash, before: old.rulebook.pack.hash };
    const event = { at: clock(), actor: 'gateway', action: 'policy-in-force', subject: name, detail };
    try {
      await readBy(next.loaded);
      await ledger.commit([{ type: 'audit', event }]);
    } catch (cause) {
      report({ event: 'policy-refused', cause });
      await Promise.allSettled([readBy(old.loaded), next.close()]);
      throw cause;
    }
    current = next;
    retire(old);
    return { name, hash };
  }

  return {
    now: () => current,
    reload: () => {
      const mine = last.then(replace, replace);
      last = mine;
      return mine;
    },
    close: async () => {
      await last.catch(() => undefined);
      for (const timer of retired.values()) clearTimeout(timer);
      await Promise.all([current, ...retired.keys()].map((one) => one.close()));
    },
  };
}
