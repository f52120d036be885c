// What the judge of the fault runs calls wrong: a campaign without problems is worth as much as this.
import { expect, it } from 'vitest';
import { attemptKey } from '../../core/mail/intake/attempt-key.ts';
import type { AttemptRecord, HeldItem } from '../../core/model/ledger.ts';
import type { RecipientState } from '../../core/model/recipient-state.ts';
import type { TestMail } from '../harness/kill-messages.ts';
import { judge, type Known, type Seen } from './judge.ts';
import type { Machine } from './machine.ts';
import type { Happening } from './machine-run.ts';

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
}

function judged({ history = [], states, items = [], told }: Case) {
  const attempts = states.map((state, n) => ({
    attempt: { id: `${key}.${n + 1}`, openedAt: 0 },
    recipients: [{ address: ann, state }],
  })) as unknown as readonly AttemptRecord[];
  const client = {
    accepted: new Map(told === null ? [] : [[ann, `${key}.${told}`]]),
    refused: new Set<string>(),
  } as unknown as Known['client'];
  const machine = { store: { getSealed: async () => null } } as unknown as Machine;
  const seen: Seen = { run: { history } as unknown as Seen['run'], released: new Set(), notices: [], machine };
  return judge(mail, { client, gaveUp: told === null, attempts, items }, seen);
}

function held(clause: string): HeldItem {
  const recipients = [{ address: ann, reasons: [{ clause }] }];
  return { id: 'item', attempt: `${key}.1`, state: 'kept', recipients } as unknown as HeldItem;
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
