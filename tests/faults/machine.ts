// The sound parts of one machine, as the gateway puts them together: ledger, store, keys and readers in one data folder. They
// outlast every simulated start of the process.
import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { openFileMailStore } from '../../adapters/local/file-mail-store.ts';
import { type LocalKeys, startKeys } from '../../adapters/local/key-client.ts';
import { readPolicyFolder } from '../../adapters/local/policy-folder.ts';
import { openLedger } from '../../adapters/local/sqlite-ledger.ts';
import { strip } from '../../core/mail/act/strip.ts';
import { examine } from '../../core/mail/examine.ts';
import { parse } from '../../core/mail/parse/parse.ts';
import type { NoticeTexts } from '../../core/oversight/notices/format-texts.ts';
import { loadNoticeTexts } from '../../core/oversight/notices/notice-texts.ts';
import type { Clock, Examiner, Ledger, MailStore } from '../../core/ports.ts';
import { loadRulebook } from '../../core/rulebook/load-rulebook.ts';
import type { Rulebook } from '../../core/rulebook/rulebook.ts';

export interface Machine {
  readonly folder: string;
  readonly store: MailStore;
  readonly ledger: Ledger;
  readonly keys: LocalKeys;
  readonly examiner: Examiner;
  readonly rulebook: Rulebook;
  readonly texts: NoticeTexts;
  readonly clock: Clock;
  /** Milliseconds, from the true time. */
  skew(by: number | 'true time'): void;
  close(): Promise<void>;
}

export async function openMachine(folder: string): Promise<Machine> {
  const policy = readPolicyFolder(fileURLToPath(new URL('../../policy', import.meta.url)), 'default');
  const rulebook = loadRulebook(policy.files, policy.pack);
  let skew = 0;
  const clock = () => Date.now() + skew;
  const keys = await startKeys(folder);
  const ledger = await openLedger(folder, { clock });
  const fingerprint = (secret: string) => createHmac('sha256', keys.fingerprintKey).update(secret).digest('hex');
  return {
    folder,
    store: await openFileMailStore(folder, keys, clock),
    ledger,
    keys,
    examiner: {
      examine: (raw, context) => examine(raw, context, { rulebook, fingerprint, now: () => performance.now() }),
      strip: async (raw, paths, { removed }) =>
        strip(raw, await parse(raw), paths, ({ name }) => ({ text: removed.replaceAll('{name}', name ?? '') })),
    },
    rulebook,
    texts: loadNoticeTexts(policy.files),
    clock,
    skew: (by) => {
      skew = by === 'true time' ? 0 : skew + by;
    },
    close: async () => {
      await ledger.close();
      await keys.close();
    },
  };
}
