// Requests of law: a bounded, signed export with its chain of custody, and redacted copies.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Budget, defaultLimits } from '../../core/mail/extract/limits.ts';
import { openZip } from '../../core/mail/extract/zip/zip-directory.ts';
import { attestedBytes } from '../../core/model/audit-chain.ts';
import type { HeldItem } from '../../core/model/ledger.ts';
import type { Access } from '../../core/oversight/cases/access.ts';
import { csvText } from '../../core/oversight/requests/csv-text.ts';
import { redactedCopy } from '../../core/oversight/requests/redact.ts';
import { Refused } from '../../core/ports.ts';
import { day, type OversightUnderTest, oversightUnderTest } from '../harness/oversight-under-test.ts';
import { type ApiUnderTest, apiUnderTest } from './api-under-test.ts';

const mail = (n: number) =>
  `From: emil@agency.example\r\nTo: me@gmail.com\r\nSubject: contract ${n}\r\n\r\nThe supplier is Roy and Sons, the price 4,711 dollars.\r\n`;

let org: OversightUnderTest;
let api: ApiUnderTest;
beforeAll(async () => {
  org = await oversightUnderTest();
  api = await apiUnderTest(org);
});
afterAll(async () => {
  await api.close();
  await org.close();
});

/** A request of law with an approved export of these items, all of it over HTTP. */
async function approvedExport(items: readonly HeldItem[]): Promise<string> {
  const grounds = 'request 2026-114 by a journalist about a contract';
  const { case: id } = await api.result<{ case: string }>('olga', 'POST', '/requests', {
    purpose: 'access-to-information',
    grounds,
  });
  const scope = { addresses: ['emil@agency.example'], from: day(-5), until: day(5) };
  await api.result('olga', 'POST', `/cases/${id}/moves`, { move: 'set-scope', scope });
  const why = 'these are the mails that the request asks for';
  const asked = { items: items.map((item) => item.id), purpose: 'export', why, until: day(9) };
  const access: Access = await api.result('olga', 'POST', `/cases/${id}/accesses`, asked);
  const path = `/cases/${id}/accesses/${access.id.split('/')[1]}`;
  await api.result('chief', 'POST', `${path}/approval`, { why, proof: org.sign(access) });
  return path;
}

function filesOf(zip: Buffer): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  const budget = new Budget(defaultLimits, () => 0);
  const { entries, facts } = openZip(zip, budget);
  expect(facts).toEqual([]);
  for (const entry of entries) files.set(entry.name, Buffer.from(entry.bytes()));
  return files;
}

describe('an export', () => {
  it('R-408 R-404 holds originals, index and custody, and a signature over them all', async () => {
    const items = [await org.hold(mail(1)), await org.hold(mail(2))];
    const path = await approvedExport(items);
    const answer = await api.call('olga', 'POST', `${path}/export`, {});
    expect(answer.status).toBe(200);
    const files = filesOf(answer.bytes);
    const manifestBytes = files.get('manifest.json') ?? Buffer.alloc(0);
    const manifest = JSON.parse(manifestBytes.toString());
    const mails = manifest.files.filter(({ name }: { name: string }) => name.startsWith('mail/'));
    expect(mails.length).toBe(2);
    for (const { name, sha256, bytes } of manifest.files) {
      const file = files.get(name) ?? Buffer.alloc(0);
      expect([name, file.length, createHash('sha256').update(file).digest('hex')]).toEqual([name, bytes, sha256]);
    }
    const contents = mails.map(({ name }: { name: string }) => files.get(name)?.toString());
    expect(contents.sort()).toEqual([mail(1), mail(2)]);
    const key = createPublicKey(String(files.get('public-key.pem')));
    expect(String(files.get('public-key.pem'))).toBe(org.room.grants.notaryKey);
    const signature = Buffer.from(String(files.get('signature.txt')), 'base64');
    expect(verify(null, attestedBytes('export', manifestBytes), key, signature)).toBe(true);
    manifestBytes[50] = (manifestBytes[50] ?? 0) ^ 1;
    expect(verify(null, attestedBytes('export', manifestBytes), key, signature)).toBe(false);
    const custody = String(files.get('custody.csv'));
    for (const { id } of items) expect(custody).toMatch(new RegExp(`olga,export-items,${id}`));
    expect(custody).toContain('chief,decide-access');
    expect(String(files.get('index.csv'))).toContain('emil@agency.example,me@gmail.com');
    const events = await org.events();
    expect(events.at(-1)).toMatchObject({ action: 'export-items', actor: 'olga', detail: { items: 2 } });
    expect(JSON.stringify(events)).not.toContain('Roy and Sons');
  });

  it('R-408 redacts marked spans in a copy, and logs that it did', async () => {
    const item = await org.hold(mail(3));
    const path = await approvedExport([item]);
    const first = filesOf((await api.call('olga', 'POST', `${path}/export`, { texts: true })).bytes);
    const [name = ''] = [...first.keys()].filter((each) => each.startsWith('texts/'));
    const { texts } = JSON.parse(String(first.get(name)));
    const place = texts.findIndex(({ where }: { where: string }) => where === 'body');
    const offset = texts[place].text.indexOf('Roy and Sons');
    const spans = [
      { text: place, offset, length: 12, why: 'third party, section 20' },
      { text: place, offset: offset + 4, length: 8, why: 'third party, section 20' },
    ];
    const answer = await api.call('olga', 'POST', `${path}/export`, { redactions: [{ item: item.id, spans }] });
    const files = filesOf(answer.bytes);
    const copy = String(files.get(name.replace('texts/', 'redacted/').replace('.json', '.txt')));
    expect(copy).toContain('The supplier is [redacted], the price');
    expect(copy).not.toContain('Roy');
    expect(String(files.get('redactions.csv'))).toContain('"third party, section 20"');
    const logged = (await org.events()).filter(({ action }) => action === 'item-redacted');
    expect(logged).toMatchObject([{ actor: 'olga', subject: item.id, detail: { spans: 2 } }]);
  });

  it('R-408 refuses as a whole what it cannot do for one item', async () => {
    const item = await org.hold(mail(4));
    const path = await approvedExport([item]);
    const outside = [{ item: item.id, spans: [{ text: 0, offset: 5, length: 9_999, why: 'too long' }] }];
    expect((await api.call('olga', 'POST', `${path}/export`, { redactions: outside })).status).toBe(409);
    const another = [{ item: 'another', spans: [] }];
    expect((await api.call('olga', 'POST', `${path}/export`, { redactions: another })).status).toBe(409);
    await org.room.ledger.commit([{ type: 'held-state', item: item.id, from: 'kept', to: 'disposed' }]);
    expect((await api.call('olga', 'POST', `${path}/export`, {})).status).toBe(409);
    expect((await org.events()).at(-1)).toMatchObject({ action: 'export-items-refused' });
  });
});

describe('a redacted copy', () => {
  const text = (text: string, kind = 'body') => ({ where: 'body', kind: kind as 'body', text });
  it.each([
    [[{ offset: 0, length: 3 }], '[redacted]defghi'],
    [[{ offset: 6, length: 3 }], 'abcdef[redacted]'],
    [[{}], '[redacted]'],
    [
      [
        { offset: 1, length: 2 },
        { offset: 2, length: 2 },
        { offset: 4, length: 1 },
      ],
      'a[redacted]fghi',
    ],
    [
      [
        { offset: 0, length: 1 },
        { offset: 3, length: 1 },
      ],
      '[redacted]bc[redacted]efghi',
    ],
    [
      [
        { offset: 1, length: 7 },
        { offset: 2, length: 2 },
      ],
      'a[redacted]i',
    ],
  ])('R-408 of %j shows nothing of what was marked', (spans, shown) => {
    const own = spans.map((span) => ({ ...span, text: 0, why: 'x' }));
    expect(redactedCopy({ texts: [text('abcdefghi')], cut: false }, own)).toContain(`---\n${shown}\n`);
  });

  it('R-408 is refused for a span that lies elsewhere, or a message that is not all there', () => {
    const span = { text: 0, offset: 5, length: 9, why: 'x' };
    expect(() => redactedCopy({ texts: [text('abcdefghi')], cut: false }, [span])).toThrow(Refused);
    expect(() => redactedCopy({ texts: [text('abcdefghi')], cut: false }, [{ ...span, text: 1 }])).toThrow(Refused);
    expect(() => redactedCopy({ texts: [text('abcdefghi')], cut: true }, [])).toThrow(Refused);
  });
});

describe('a table of an export', () => {
  it('holds nothing that a spreadsheet would carry out', () => {
    expect(
      csvText(
        ['a', 'b'],
        [
          ['=1+1', 'x,"y"'],
          [-1, '@SUM(A1)'],
        ],
      ),
    ).toBe('a,b\r\n\'=1+1,"x,""y"""\r\n-1,\'@SUM(A1)\r\n');
  });
});
