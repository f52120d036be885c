// What the judge of the fault runs calls wrong: a campaign without problems is worth as much as this.
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deciderFile, operator } from '../../adapters/local/opening-proof.ts';
import { attemptKey } from '../../core/mail/intake/attempt-key.ts';
import type { AttemptRecord, HeldItem, QueuedNotice } from '../../core/model/ledger.ts';
import type { RecipientState } from '../../core/model/recipient-state.ts';
import type { TestMail } from '../harness/kill-messages.ts';
import { judge, type Known, type Seen } from './judge.ts';
import type { Machine } from './machine.ts';
import type { Happening } from './machine-run.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'judge-'));
  const key = deciderFile(join(folder, 'keys'), operator, 'private');
  mkdirSync(dirname(key), { recursive: true });
  writeFileSync(key, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ann = 'ann@agency.example';
const raw = Buffer.from('Message-ID: <run-1@test.example>\r\n\r\nHello\r\n');
const mail: TestMail = {
  direction: 'outbound',
  from: 'erin@agency.example',
  raw,
  recipients: new Map([[ann, 'served']]),
  stripped: null,
};
const key = attemptKey(mail.from, raw);
const taken = (faults: number): Happening => ({
  type: 'taken',
  recipient: ann,
  raw: Buffer.concat([Buffer.from('X: y\r\nPostern-Verdict: deliver\r\n'), raw]),
  faults,
});
const recorded: Happening = { type: 'recorded', recipient: ann, attempt: `${key}.1` };

interface Case {
  readonly history?: readonly Happening[];
  readonly states: readonly RecipientState[];
  readonly items?: readonly HeldItem[];
  /** Number of the attempt that the client was answered 250 for. */
  readonly told: number | null;
  /** What the items open to. */
  readonly opens?: Buffer;
  readonly notices?: readonly QueuedNotice[];
}

function judged({ history = [], states, items = [], told, opens, notices = [] }: Case) {
  const attempts = states.map((state, n) => ({
    attempt: { id: `${key}.${n + 1}`, openedAt: 0 },
    recipients: [{ address: ann, state }],
  })) as unknown as readonly AttemptRecord[];
  const client = {
    accepted: new Map(told === null ? [] : [[ann, `${key}.${told}`]]),
    refused: new Set<string>(),
  } as unknown as Known['client'];
  const machine = {
    store: { getSealed: async () => opens ?? null },
    keys: { open: async () => opens },
    folder,
  } as unknown as Machine;
  const seen: Seen = { run: { history } as unknown as Seen['run'], released: new Set(), notices, machine };
  return judge(mail, { client, gaveUp: told === null, attempts, items }, seen);
}

function held(clause: string, other: Partial<HeldItem> = {}): HeldItem {
  const recipients = [{ address: ann, reasons: [{ clause }] }];
  return { id: 'item', attempt: `${key}.1`, state: 'kept', recipients, ...other } as unknown as HeldItem;
}

it('R-101 excuses a second copy behind a fault, and no other', async () => {
  const twice = (...history: readonly Happening[]) => judged({ history, states: ['served'], told: 1 });
  expect(await twice(taken(0), taken(1), recorded)).toEqual({ problems: [], secondCopies: 1 });
  const needless = [`${ann}: served 1 times more than need be`];
  expect((await twice(taken(0), taken(0), recorded)).problems).toEqual(needless);
  expect((await twice(taken(0), recorded, taken(1))).problems).toEqual(needless);
});

it('R-101 lets nobody be told 250 for what cannot be read any more', async () => {
  const items = [held('postern/raw-copy-damaged')];
  expect((await judged({ states: ['held'], items, told: 1 })).problems).toEqual([
    `${ann}: lost: held, and its content was damaged`,
  ]);
  // Its client never had our 250, or had it for the mail as it came again.
  expect((await judged({ states: ['held'], items, told: null })).problems).toEqual([]);
  const cameAgain = { history: [taken(0), recorded], states: ['held', 'served'], items, told: 2 } as const;
  expect((await judged(cameAgain)).problems).toEqual([]);
});

it('R-101 asks for content, and a fate', async () => {
  expect((await judged({ states: ['held'], told: 1 })).problems).toEqual([
    `${ann}: lost: counts as held, and no item is kept`,
  ]);
  expect((await judged({ states: ['held'], items: [held('default/marked')], told: null })).problems).toEqual([
    `${ann}: lost: held, and its content cannot be opened`,
  ]);
  expect((await judged({ states: ['handing'], told: 1 })).problems).toEqual([`${ann}: left handing`]);
  expect((await judged({ states: [], told: 1 })).problems).toEqual([`${ann}: lost: accepted, and nobody knows of it`]);
  expect((await judged({ states: ['failed'], told: 1 })).problems).toEqual([
    `${ann}: failed, and the sender was not told`,
  ]);
});

it('R-101 counts as kept what is kept of this attempt, as it was stopped', async () => {
  const about = async (item: HeldItem) =>
    (await judged({ states: ['held'], items: [item], told: 1, opens: raw })).problems;
  const lost = [`${ann}: lost: counts as held, and no item is kept`];
  expect(await about(held('default/marked', { class: 'stripped-original' }))).toEqual(lost);
  expect(await about(held('default/marked', { attempt: `${key}.2` }))).toEqual(lost);
  expect(await about(held('default/marked', { state: 'disposed' }))).toEqual(lost);
});

it('R-601 wants the sender told of what was stopped', async () => {
  const stopped = { states: ['held'], items: [held('default/marked')], told: 1, opens: raw } as const;
  expect((await judged(stopped)).problems).toEqual([`${ann}: stopped, and the sender was not told`]);
  const notice = { recipient: mail.from, raw: Buffer.from(`Not sent to ${ann}`) } as unknown as QueuedNotice;
  expect((await judged({ ...stopped, notices: [notice] })).problems).toEqual([]);
  // What opens to something else is not what was sent.
  expect((await judged({ ...stopped, opens: Buffer.from('other'), notices: [notice] })).problems).toEqual([
    `${ann}: lost: held, and its content cannot be opened`,
  ]);
});

it('R-101 believes no record of a serving that nobody saw', async () => {
  expect((await judged({ states: ['served'], told: 1 })).problems).toEqual([`${ann}: lost: counts as served`]);
});
