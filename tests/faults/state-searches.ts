// The searches of the state table: which mails, on which ledger, and what is common to them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../core/ports.ts';
import type { Fate, TestMail } from '../harness/kill-messages.ts';
import type { SnapshotLedger } from './ledger-snapshots.ts';
import { type Machine, openMachine } from './machine.ts';
import { type SearchBounds, type StateReport, searchStates } from './state-search.ts';
import { openWorld } from './state-world.ts';

/** What comes in for a colleague, goes out and may, goes out and may not. */
export const searchedMails = {
  inbound: plainMail('inbound', 'writer@elsewhere.example', 'ana@agency.example', 'Hello', 'served'),
  outbound: plainMail('outbound', 'erin@agency.example', 'info@supplier.example', 'Hello', 'served'),
  stopped: plainMail('outbound', 'erin@agency.example', 'me.myself@gmail.com', 'PROTECTED B\r\n\r\nNotes', 'stopped'),
} as const;

function plainMail(direction: TestMail['direction'], from: string, to: string, body: string, fate: Fate): TestMail {
  const head = [
    `From: <${from}>`,
    `To: <${to}>`,
    'Subject: states',
    'Message-ID: <states@test.example>',
    'Date: Mon, 02 Nov 2026 10:00:00 +0000',
  ].join('\r\n');
  return {
    direction,
    from,
    raw: Buffer.from(`${head}\r\n\r\n${body}\r\n`),
    recipients: new Map([[to, fate]]),
    stripped: null,
  };
}

export interface SearchResult extends StateReport {
  /** Moves of the state table that were made, `from to`. */
  readonly moves: ReadonlySet<string>;
}

/** `openLedgers` makes an empty ledger. */
export async function searched(
  mail: TestMail,
  machine: Machine,
  openLedgers: (clock: Clock) => Promise<SnapshotLedger>,
  bounds: SearchBounds,
): Promise<SearchResult> {
  const clock = { now: Date.UTC(2026, 10, 2, 10) };
  const ledgers = await openLedgers(() => clock.now);
  try {
    const world = await openWorld(mail, machine, ledgers, clock);
    return { ...(await searchStates(mail, world, clock, bounds)), moves: world.moves };
  } finally {
    await ledgers.close();
  }
}

/** With the policy and the readers of a machine, in a folder of its own. */
export async function withMachine<T>(work: (machine: Machine) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-states-'));
  const machine = await openMachine(folder);
  try {
    return await work(machine);
  } finally {
    await machine.close();
    await rm(folder, { recursive: true });
  }
}
