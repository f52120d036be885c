// Small files that stand for much, and texts awkward for patterns, go to an examining process as they do in the gateway: each
// is read or held, and none costs the process, whose memory and time are limited.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../adapters/local/policy-folder.ts';
import { scanFile } from '../../core/mail/scan-file.ts';
import { exampleMail } from '../../core/rulebook/example-mail.ts';
import { loadPolicy, loadRulebook } from '../../core/rulebook/load-rulebook.ts';
import { startExaminers } from '../../gateway/workers/examiner-pool.ts';
import { hostileBombs } from '../harness/hostile-bombs.ts';

const { files, pack } = readPolicyFolder('policy', 'default');
const rulebook = loadRulebook(files, pack);
const lost: string[] = [];
/** Bytes, and milliseconds on a machine that may be busy. */
const limits = { memory: 600 * 2 ** 20, deadline: 60_000 };
let pool: Awaited<ReturnType<typeof startExaminers>>;

beforeAll(async () => {
  const report = (trouble: Error) => lost.push(trouble.message);
  const policy = loadPolicy(files, pack);
  pool = await startExaminers({ size: 1, policy, fingerprintKey: new Uint8Array(32), limits, report });
}, 60_000);
afterAll(() => pool.close());

describe('a hostile file', () => {
  it.each(Object.entries(hostileBombs))('R-103 %s', { timeout: 120_000 }, async (name, { fate, make }) => {
    const attachments = [{ name, base64: Buffer.from(make()).toString('base64') }];
    const options = { direction: 'inbound', from: 'a@b.example', to: ['c@agency.example'], ocr: false } as const;
    const now = () => performance.now();
    const report = await scanFile(name, exampleMail({ attachments }), options, { examiner: pool, rulebook, now });
    expect(lost).toEqual([]);
    const unread = report.parts.filter((part) => part.read !== 'full');
    expect(unread.length > 0 ? 'held' : 'read', JSON.stringify(unread.slice(0, 3))).toBe(fate);
    if (fate === 'held') expect(report.outcome).toBe('hold');
  });
});
