// A policy that is changed while mail passes: the new one once it proved sound, the old one until then.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callControl } from '../../adapters/local/control-socket.ts';
import { type GatewayUnderTest, startGatewayUnderTest } from '../harness/gateway-under-test.ts';
import { ledgerOf } from '../harness/imported-export.ts';

const pack = (outcome: string) => `
title: Town
extends: default
clauses:
  - id: tenders
    title: { en: Tender, fr: Appel d'offres }
    source: null
    when: { direction: outbound, finding: { rule: town/tender } }
    then: ${outcome}
    cases:
      - { given: { direction: outbound, findings: [{ rule: town/tender }] }, expect: ${outcome} }
`;
const rule = `
title: A tender
kind: identifier
severity: high
requirements: [R-207]
source: null
rationale: For tests.
where: body
detector: identifier
confidence: 0.9
patterns: ['\\btender-\\d{4}\\b']
parameters: { type: tender, alone: 0.9, context: [tender] }
must_match: [tender-1234]
must_not_match: [tender-123]
known_false_positives: []
known_misses: []
`;

let own: string;
let gate: GatewayUnderTest;
beforeAll(async () => {
  own = mkdtempSync(join(tmpdir(), 'postern-town-'));
  writeFileSync(join(own, 'pack.yaml'), pack('deliver').replace(/clauses:[\s\S]*/, ''));
  gate = await startGatewayUnderTest(undefined, `pack: ${own}\n`);
});
afterAll(async () => {
  await gate.close();
  rmSync(own, { recursive: true });
});

let sent = 0;
/** What was recorded of one more mail that speaks of a tender. */
async function outcome(): Promise<{ outcome: string; hash: string }> {
  const raw = `From: ana@agency.example\r\nTo: b@elsewhere.example\r\nSubject: ${++sent}\r\n\r\nsee tender-2044, item ${sent}\r\n`;
  const reply = await gate.send('outbound', 'ana@agency.example', ['b@elsewhere.example'], raw);
  expect(reply.code).toBe(250);
  const rows = ledgerOf(gate.folder).message as { record: { outcome: string; pack: { hash: string } } }[];
  const { record } = rows.at(-1) ?? { record: { outcome: '', pack: { hash: '' } } };
  return { outcome: record.outcome, hash: record.pack.hash };
}

describe('a policy that is read again', () => {
  it('R-706 comes into force with its new rules, and each decision says under which version it was made', async () => {
    const before = await outcome();
    expect(before.outcome).toBe('deliver');
    writeFileSync(join(own, 'pack.yaml'), pack('block'));
    mkdirSync(join(own, 'rules/town'), { recursive: true });
    writeFileSync(join(own, 'rules/town/tender.yaml'), rule);
    const mails = Promise.all([outcome(), outcome(), outcome()]);
    const { hash } = (await callControl(gate.folder, 'policy-reload', null)) as { hash: string };
    await mails;
    const after = await outcome();
    expect(after).toEqual({ outcome: 'block', hash });
    expect(hash).not.toBe(before.hash);
    const trail = ledgerOf(gate.folder).audit as { action: string; detail: unknown }[];
    expect(trail.find(({ action }) => action === 'policy-in-force')?.detail).toEqual({ hash, before: before.hash });
  });

  it('R-706 that is wrong changes nothing, and what to correct is said', async () => {
    const { hash } = await outcome();
    writeFileSync(join(own, 'pack.yaml'), pack('destroy'));
    await expect(callControl(gate.folder, 'policy-reload', null)).rejects.toThrow('"destroy" is not one of');
    expect(gate.log.filter((line) => line.includes('policy-refused'))).toHaveLength(1);
    expect(await outcome()).toEqual({ outcome: 'block', hash });
  });

  it('R-706 that changes what only a start brings into force is refused, and says so', async () => {
    const { hash } = await outcome();
    writeFileSync(
      join(own, 'pack.yaml'),
      `${pack('deliver')}retention: { source: null, held: 3, blocked: 4, stripped_original: 5 }\n`,
    );
    const reload = callControl(gate.folder, 'policy-reload', null);
    await expect(reload).rejects.toThrow('retention has changed, which needs a restart');
    expect(await outcome()).toEqual({ outcome: 'block', hash });
  });
});
