// Mails made to exhaust a reader go through everything: each is read to the end, or held, and none is lost.
import { describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../../adapters/local/policy-folder.ts';
import { examine } from '../../../core/mail/examine.ts';
import { scanFile } from '../../../core/mail/scan-file.ts';
import { loadRulebook } from '../../../core/rulebook/load-rulebook.ts';
import { hostileMails } from '../../harness/hostile-mails.ts';

const { files, pack } = readPolicyFolder('policy', 'default');
const rulebook = loadRulebook(files, pack);
const now = () => performance.now();
const examiner = {
  examine: (raw: Uint8Array, context: Parameters<typeof examine>[1]) =>
    examine(raw, context, { rulebook, fingerprint: () => '', now }),
  strip: async () => null,
};

describe('hostile mails', () => {
  const mails = Object.entries(hostileMails).filter(([, mail]) => mail.long !== true);

  it.each(mails)('R-103 %s', { timeout: 60_000 }, async (name, { fate, make }) => {
    const options = { direction: 'inbound', from: 'a@b.example', to: ['c@agency.example'], ocr: false } as const;
    const report = await scanFile(name, make(), options, { examiner, rulebook, now });
    expect(report.outcome === 'hold' ? 'held' : 'read').toBe(fate);
    if (fate === 'read') expect(report.parts.filter((part) => part.read !== 'full')).toEqual([]);
  });
});
