// postern policy explain tells a person everything a decision rests on, and a clause that is only monitored does nothing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readPolicyFolder } from '../../../adapters/local/policy-folder.ts';
import { openLedger } from '../../../adapters/local/sqlite-ledger.ts';
import { explainMessage } from '../../../cli/policy/explain.ts';
import { asText } from '../../../cli/policy/explanation-text.ts';
import { run as policy } from '../../../cli/policy.ts';
import { explain } from '../../../core/mail/decide/explain.ts';
import { examine } from '../../../core/mail/examine.ts';
import { examineFile } from '../../../core/mail/scan-file.ts';
import type { MessageRecord } from '../../../core/model/ledger.ts';
import { exampleMail } from '../../../core/rulebook/example-mail.ts';
import { loadPolicy, loadRulebook } from '../../../core/rulebook/load-rulebook.ts';

const { files } = readPolicyFolder('policy');
const rulebook = loadRulebook(files, 'default');
const marked = { body: 'PROTECTED B\n\nThe minutes follow.', from: 'pat.smith@agency.example' };

const watching = `
title: Watching
extends: default
clauses:
  - id: watch
    title: { en: Sensitive to partners, fr: Sensible aux partenaires }
    source: null
    when: { relation: partner, classification: { sensitive: true } }
    then: block
    monitor: true
    cases:
      - { given: { to: b@partner.example, marked: { scheme: ca-gc, level: SECRET } }, expect: deliver }
`;

async function explained(to: string, used = rulebook) {
  const examiner = {
    examine: (raw: Uint8Array, context: Parameters<typeof examine>[1]) =>
      examine(raw, context, { rulebook: used, fingerprint: () => '0'.repeat(64), now: () => performance.now() }),
    strip: () => Promise.resolve(null),
  };
  const question = await examineFile(exampleMail({ ...marked, to }), { ocr: false }, { examiner, rulebook: used });
  return explain(question);
}

describe('an explanation', () => {
  it('R-203 names the rows of the matrix that spoke', async () => {
    const { recipients } = await explained('b@supplier.example');
    expect(recipients[0]?.cells).toMatchObject([
      { scheme: 'ca-gc', level: 'PROTECTED B', outcome: 'block', rows: [{ channel: 'clear', outcome: 'block' }] },
    ]);
    expect(recipients[0]?.channel).toBe('clear');
  });

  it('tells which clauses lacked one thing, and which thing', async () => {
    const { recipients } = await explained('b@partner.example');
    expect(recipients[0]?.outcome).toBe('deliver');
    expect(recipients[0]?.almost).toContainEqual({
      clause: 'default/classified-to-personal',
      failed: 'relation',
      wanted: ['personal'],
      outcome: 'block',
    });
    // Nothing unsafe is there: a clause about it is no near miss, whatever else holds.
    expect(recipients[0]?.almost.map(({ clause }) => clause)).not.toContain('default/malware');
  });

  it('R-706 shows what a clause would do that is only monitored, which does nothing', async () => {
    const own = new Map([...files, ['own/pack.yaml', watching]]);
    const monitored = await explained('b@partner.example', loadRulebook(own, 'own'));
    expect(monitored.outcome).toBe('deliver');
    expect(monitored.recipients[0]?.reasons).toMatchObject([
      { clause: 'own/watch', outcome: 'deliver', monitored: 'block', findings: [0] },
    ]);
    const raw = exampleMail({ ...marked, to: 'b@partner.example' });
    const options = { ocr: false };
    expect(asText(await explainMessage('a.eml', raw, loadPolicy(own, 'own'), options))).toContain(
      'matched own/watch: deliver; monitored only, would block (by 1)',
    );
  });

  it('is told with the text that was read, which has no power over the terminal', async () => {
    const raw = exampleMail({ ...marked, to: 'b@gmail.com', body: 'PROTECTED B\n\nred \u001b[31m text \u202e end' });
    const options = { ocr: false };
    const text = asText(await explainMessage('a.eml', raw, loadPolicy(files, 'default'), options));
    expect(text).toContain('    | PROTECTED B\n');
    expect(text).toContain('1. markings/protective-marking: high');
    expect(text).toContain('in body, line 1 column 1, 11 characters');
    expect(text).toContain('matched default/classified-to-personal: block (by 1');
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u202e');
  });

  it('tells what would change the outcome: without which clauses, and for whom else', async () => {
    const [recipient] = (await explained('b@supplier.example')).recipients;
    expect(recipient?.outcome).toBe('block');
    expect(recipient?.otherwise).toEqual([
      { outcome: 'deliver', without: ['default/handling-ca-gc'] },
      {
        outcome: 'deliver',
        to: [
          { relation: 'internal', channel: 'clear' },
          { relation: 'partner', channel: 'encrypted' },
        ],
      },
    ]);
  });

  it('R-102 holds what could not be taken out, as the gateway does', async () => {
    const raw = exampleMail({
      from: 'x@elsewhere.example',
      to: 'ana@agency.example',
      attachments: [{ name: 'setup.exe', base64: Buffer.from('MZ').toString('base64') }],
    });
    const text = Buffer.from(raw).toString();
    const signed = text.replace(
      'multipart/mixed',
      'multipart/signed; protocol="application/pgp-signature"; micalg=pgp-sha256',
    );
    const told = await explainMessage('a.eml', Buffer.from(signed), loadPolicy(files, 'default'), { ocr: false });
    expect(told.explanation.outcome).toBe('hold');
    expect(told.explanation.recipients[0]?.reasons.map(({ clause }) => clause)).toContain('postern/strip-not-possible');
  });

  it('R-706 of a message of the past rests on what is recorded, by its id', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'postern-explain-'));
    const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      const ledger = await openLedger(folder);
      const id = 'f'.repeat(64);
      const record: MessageRecord = {
        attempt: `${'a'.repeat(64)}.1`,
        messageId: id,
        at: Date.parse('2026-05-05T12:00:00Z'),
        direction: 'outbound',
        mailFrom: 'pat.smith@agency.example',
        outcome: 'block',
        recipients: [{ address: 'b@gmail.com', relation: 'personal', outcome: 'block', reasons: [] }],
        findings: [],
        classification: { scheme: 'ca-gc', level: 'PROTECTED B', rank: 2, sensitive: true, carrier: 'body' },
        parts: [],
        defects: [],
        pack: { name: 'default', hash: '0'.repeat(64) },
      };
      await ledger.commit([{ type: 'message', record }]);
      await ledger.close();
      expect(await policy(['explain', id, '--data', folder])).toBe(1);
      const text = String(printed.mock.calls[0]?.[0]);
      expect(text).toContain(`BLOCK ${id}`);
      expect(text).toContain('recorded 2026-05-05T12:00:00.000Z as block by pack default 000000000000');
      expect(text).toContain('matched default/classified-to-personal: block');
      expect(text).toContain('would be DELIVER to internal, partner (encrypted)');
      await expect(policy(['explain', 'e'.repeat(64), '--data', folder])).rejects.toThrow('nothing is recorded');
    } finally {
      printed.mockRestore();
      rmSync(folder, { recursive: true });
    }
  });
});
