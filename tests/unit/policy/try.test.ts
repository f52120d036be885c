// postern policy try shows exactly what another pack would change, and nothing else.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readPolicyFolder } from '../../../adapters/local/policy-folder.ts';
import { openLedger } from '../../../adapters/local/sqlite-ledger.ts';
import { periodOf } from '../../../cli/policy/period.ts';
import { run as policy } from '../../../cli/policy.ts';
import { type Comparison, comparing } from '../../../core/mail/decide/compare.ts';
import { decide } from '../../../core/mail/decide/decide.ts';
import { recordedInput } from '../../../core/mail/decide/recorded.ts';
import type { MessageRecord } from '../../../core/model/ledger.ts';
import { loadRulebook } from '../../../core/rulebook/load-rulebook.ts';
import { readPolicy } from '../../../core/rulebook/read-policy.ts';
import { resolvePack } from '../../../core/rulebook/resolve-pack.ts';

const levels = [null, 'UNCLASSIFIED', 'PROTECTED A', 'PROTECTED B', 'SECRET'] as const;
const recipients = [
  'ben@agency.example',
  'a@partner.example',
  'a@supplier.example',
  'a@elsewhere.example',
  'a@gmail.com',
];
const secret = ['PROTECTED A', 'PROTECTED B', 'PROTECTED C', 'CONFIDENTIAL', 'SECRET', 'TOP SECRET'];

/** The shipped pack with one answer changed: PROTECTED A may go to partners in clear. */
const candidate = (monitor: boolean) => `
title: Town
extends: default
monitor: ${monitor}
matrices:
  - scheme: ca-gc
    source: null
    rows:
      - { levels: UNCLASSIFIED, relation: [internal, partner, external, personal], channel: any, outcome: deliver }
      - { levels: &all [${secret.join(', ')}], relation: internal, channel: any, outcome: deliver }
      - { levels: *all, relation: partner, channel: encrypted, outcome: deliver }
      - { levels: PROTECTED A, relation: partner, channel: clear, outcome: flag }
      - { levels: [${secret.slice(1).join(', ')}], relation: partner, channel: clear, outcome: block }
      - { levels: *all, relation: [external, personal], channel: any, outcome: block }
    cases:
      - { given: { to: a@supplier.example, marked: { scheme: ca-gc, level: PROTECTED A } }, expect: flag }
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-try-'));
  for (const name of ['town', 'watching']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'pack.yaml'), candidate(name === 'watching'));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What `postern policy try … --json` prints, and how it ends. */
async function tried(...args: readonly string[]): Promise<{ code: number; compared: Comparison }> {
  const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const code = await policy(['try', '--json', '--data', join(folder, 'data'), ...args]);
    return { code, compared: JSON.parse(String(printed.mock.calls[0]?.[0])) as Comparison };
  } finally {
    printed.mockRestore();
  }
}

const kindOf = (n: number) => ({ level: levels[n % 5] ?? null, to: recipients[Math.floor(n / 5) % 5] ?? '' });
/** Reading mails takes the time: the other 800 are tried by what is recorded of them. */
const mailsInFiles = 200;
const expected = Array.from({ length: 1_000 }, (_, n) => n).filter(
  (n) => kindOf(n).level === 'PROTECTED A' && kindOf(n).to === 'a@supplier.example',
);

describe('a candidate pack that changes the handling of one level', () => {
  it('R-706 R-203 shows exactly those differences on mails in files', { timeout: 120_000 }, async () => {
    const first = expected.filter((n) => n < mailsInFiles);
    const mails = Array.from({ length: mailsInFiles }, (_, n) => {
      const { level, to } = kindOf(n);
      const head = `From: ana@agency.example\nTo: ${to}\nSubject: minutes ${n}\n\n`;
      return `From x Mon Jan  1 10:00:00 2024\n${head}${level === null ? '' : `${level}\n\n`}The minutes follow.\n`;
    });
    writeFileSync(join(folder, 'box'), mails.join('\n'));
    const { compared } = await tried('--against', join(folder, 'box'), '--candidate', join(folder, 'town'));
    expect(compared).toEqual({
      messages: mailsInFiles,
      changed: first.length,
      newlyStopped: 0,
      noLongerStopped: first.length,
      unlikeThen: 0,
      differences: [
        {
          clause: 'handling-ca-gc',
          from: 'block',
          to: 'flag',
          messages: first.length,
          recipients: first.length,
          examples: first.slice(0, 5).map((n) => `${join(folder, 'box')}#${n + 1}`),
        },
      ],
    });
  });
});

describe('on what is recorded of a past period', () => {
  const at = Date.parse('2026-05-05T12:00:00Z');
  const recorded = (n: number): MessageRecord => {
    const { level, to } = kindOf(n);
    const rank = secret.indexOf(level ?? '') + 1;
    return {
      attempt: `${n}.1`,
      messageId: `id-${n}`,
      at: at + n,
      direction: to === 'ben@agency.example' ? 'internal' : 'outbound',
      mailFrom: 'ana@agency.example',
      outcome: 'deliver',
      recipients: [{ address: to, relation: 'external', outcome: 'deliver', reasons: [] }],
      findings: [],
      classification: level && { scheme: 'ca-gc', level, rank, sensitive: rank > 0, carrier: 'body' },
      parts: [],
      defects: [],
      pack: { name: 'default', hash: '' },
    };
  };
  beforeAll(async () => {
    const ledger = await openLedger(join(folder, 'data'));
    await ledger.commit(Array.from({ length: 1_000 }, (_, n) => ({ type: 'message', record: recorded(n) }) as const));
    await ledger.close();
  });

  it('R-706 R-203 shows exactly the same differences over 1,000 mails, with the ids that postern policy explain takes', async () => {
    const { compared } = await tried('--against', '2026-05-05', '--candidate', join(folder, 'town'));
    expect(compared).toMatchObject({ unlikeThen: 0, messages: 1_000, changed: expected.length, newlyStopped: 0 });
    const ids = expected.toReversed().map((n) => `id-${n}`);
    expect(compared.differences).toMatchObject([{ clause: 'handling-ca-gc', examples: ids.slice(0, 5) }]);
    expect((await tried('--against', '2026-05-06', '--candidate', join(folder, 'town'))).compared.messages).toBe(0);
  });

  it('R-706 asks a shipped pack about the organisation in force, not about the one it is shown with', async () => {
    const { compared } = await tried('--against', '2026-05-05', '--candidate', 'calgary');
    expect(compared).toMatchObject({ messages: 1_000, changed: 0 });
  });

  it('R-706 says of how many messages the past was another, by what is not recorded', async () => {
    const own = readPolicyFolder('policy');
    const base = decide(recordedInput(recorded(expected[0] ?? 0), loadRulebook(own.files, own.pack)));
    expect(base.outcome).toBe('block');
    const counting = comparing();
    for (const past of ['deliver', base.outcome] as const) counting.add({ id: past, base, candidate: base, past });
    expect(counting.result()).toMatchObject({ messages: 2, changed: 0, unlikeThen: 1 });
  });

  it('R-706 fails where more would newly be stopped than allowed', async () => {
    const back = (most: number) => {
      const against = ['--against', '2026Q2', '--pack', join(folder, 'town'), '--candidate', 'default'];
      return tried(...against, '--fail-on-new-blocks', String(most));
    };
    expect(await back(expected.length - 1)).toMatchObject({ code: 1, compared: { newlyStopped: expected.length } });
    expect(await back(expected.length)).toMatchObject({ code: 0 });
  });

  it('R-706 tells what a pack that only monitors would have done, which does nothing', async () => {
    const own = readPolicyFolder('policy', join(folder, 'watching'));
    const rulebook = loadRulebook(own.files, own.pack);
    const [n = 0] = expected;
    const decision = decide(recordedInput(recorded(n), rulebook));
    expect(decision.outcome).toBe('block');
    expect(decision.recipients[0]?.reasons).toContainEqual(
      expect.objectContaining({ clause: 'watching/handling-ca-gc', outcome: 'deliver', monitored: 'flag' }),
    );
    const { compared } = await tried('--against', '2026Q2', '--pack', join(folder, 'watching'));
    expect(compared).toMatchObject({ changed: expected.length, noLongerStopped: expected.length });
  });

  it('R-706 keeps a pack from monitoring alone, since nothing would decide', () => {
    const files = new Map([['own/pack.yaml', 'title: Alone\nmonitor: true\n']]);
    const resolved = resolvePack(readPolicy(files, () => true).policy, 'own');
    expect(resolved.ok ? [] : resolved.problems.join()).toContain('needs a pack that decides');
  });
});

it('R-706 a period is whole days in the organisation’s zone', () => {
  const zone = 'America/Toronto';
  const now = Date.parse('2026-03-10T12:00:00Z');
  const shown = (text: string) => {
    const period = periodOf(text, zone, now);
    return period && [period.since, period.until].map((time) => new Date(time).toISOString());
  };
  // The clocks went forward on 8 March.
  expect(shown('2026-03-07..2026-03-08')).toEqual(['2026-03-07T05:00:00.000Z', '2026-03-09T04:00:00.000Z']);
  expect(shown('2026Q1')).toEqual(['2026-01-01T05:00:00.000Z', '2026-04-01T04:00:00.000Z']);
  expect(shown('1d')).toEqual(['2026-03-10T04:00:00.000Z', '2026-03-10T12:00:00.001Z']);
  for (const text of ['2026-02-30', '2026-03-02..2026-03-01', '2026Q5', 'yesterday', ''])
    expect(shown(text)).toBeNull();
});
