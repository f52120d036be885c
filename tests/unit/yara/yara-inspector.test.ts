// YARA rules of the organisation over the parts of a mail, with the real engine in its own thread.
import { beforeAll, describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../../adapters/local/policy-folder.ts';
import { startYara } from '../../../adapters/yara/yara-inspector.ts';
import { compileYara } from '../../../adapters/yara/yara-rules.ts';
import { examine } from '../../../core/mail/examine.ts';
import type { PartInspector } from '../../../core/ports.ts';
import { exampleMail } from '../../../core/rulebook/example-mail.ts';
import { loadRulebook } from '../../../core/rulebook/load-rulebook.ts';
import { zipOf } from './small-zip.ts';

const policy = readPolicyFolder('policy', 'default');
const rulebook = loadRulebook(policy.files, policy.pack);
const rules = new Map([
  ['own', 'rule marker { meta: severity = "critical" strings: $a = "needle-in-hay" condition: $a }'],
  ['types', 'rule program { condition: uint16(0) == 0x5a4d }'],
]);

let inspector: PartInspector;
beforeAll(async () => {
  inspector = await startYara(rules);
}, 60_000);

async function findingsOf(mail: Uint8Array, by = inspector) {
  const deps = { rulebook, fingerprint: () => '', now: () => performance.now(), inspector: by };
  const { findings } = await examine(mail, { mailFrom: null, ocr: false }, deps);
  return findings
    .filter(({ value }) => value?.engine === 'yara')
    .map(({ rule, where, severity, value }) => `${rule} ${severity} ${where} ${value?.name ?? value?.why}`);
}

describe('R-102 YARA rules', () => {
  it('match attachments and what is packed in them, with the severity of the rule', async () => {
    const packed = zipOf('inner.txt', Buffer.from('a needle-in-hay'));
    const mail = exampleMail({
      attachments: [
        { name: 'a.txt', text: 'hay, needle-in-hay' },
        { name: 'b.zip', base64: packed.toString('base64') },
        { name: 'c.txt', text: 'hay' },
      ],
    });
    // The entry is stored as it is, so the archive shows the same bytes.
    expect((await findingsOf(mail)).sort()).toEqual([
      'unsafe/yara-match critical attachment:a.txt own:marker',
      'unsafe/yara-match critical attachment:b.zip own:marker',
      'unsafe/yara-match critical attachment:b.zip>inner.txt own:marker',
    ]);
  });

  it('judge each part by itself, and leave displayed texts alone', async () => {
    const mail = exampleMail({ body: 'needle-in-hay', attachments: [{ name: 'x.bin', text: 'MZ program' }] });
    expect(await findingsOf(mail)).toEqual(['unsafe/yara-match high attachment:x.bin types:program']);
  });

  it('R-101 a scan that does not end is ended, told, and does not harm the next message', async () => {
    const slow = new Map([['slow', 'rule x { strings: $a = /a.{0,3000}b.{0,3000}c.{0,3000}d/s condition: $a }']]);
    const impatient = await startYara(slow, { partTime: 200, messageTime: 2_000 });
    const big = exampleMail({ attachments: [{ name: 'big.txt', text: 'abc'.repeat(700_000) }] });
    expect(await findingsOf(big, impatient)).toEqual(['unreadable/engine-silent high message engine-silent']);
    const letter = exampleMail({ attachments: [{ name: 'a.txt', text: 'letter' }] });
    expect(await findingsOf(letter, impatient)).toEqual([]);
    const small = exampleMail({ attachments: [{ name: 'a.txt', text: 'needle-in-hay' }] });
    expect(await findingsOf(small)).toEqual(['unsafe/yara-match critical attachment:a.txt own:marker']);
  }, 30_000);

  it('that are wrong or could run away are refused with their place', () => {
    expect(() => compileYara(new Map([['bad', 'rule x { condition: $a }']]))).toThrow('yara/bad.yar');
    expect(() => compileYara(new Map([['slow', 'rule x {\n strings: $a = /a.*b.*c/\n condition: $a }']]))).toThrow(
      'yara/slow.yar: line 2',
    );
  });
});
