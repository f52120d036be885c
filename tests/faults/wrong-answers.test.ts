// Ports that answer, and wrongly: what they say is tried again or held, never acted on.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { finish } from '../../core/mail/conclude.ts';
import { attemptKey } from '../../core/mail/intake/attempt-key.ts';
import { scan } from '../../core/mail/scan.ts';
import { RawCopyDamaged, type Relay } from '../../core/ports.ts';
import { type Machine, openMachine } from './machine.ts';
import { outgoing, scanDependencies } from './sound-host.ts';

const ana = 'ana@agency.example';

let folder: string;
let machine: Machine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-wrong-'));
  machine = await openMachine(folder);
});
afterAll(async () => {
  await machine.close();
  await rm(folder, { recursive: true });
});

/** Answers the end of DATA with this code. */
function hop(code: number) {
  const taken: string[] = [];
  const relay: Relay = {
    deliver: async ({ recipients, raw }) => {
      taken.push(Buffer.from(raw).toString());
      return new Map(recipients.map(({ address }) => [address, { code, text: '' }]));
    },
  };
  return { taken, relay };
}

async function stateOf(mail: ReturnType<typeof outgoing>) {
  const record = await machine.ledger.latestAttempt(attemptKey(mail.envelope.mailFrom, mail.raw));
  return record?.recipients.map(({ state }) => state);
}

it('R-101 readers that answer about another message let none go', async () => {
  const [mail, other] = [outgoing('one', ana), outgoing('other', ana)];
  const mixedUp: Machine['examiner'] = {
    ...machine.examiner,
    examine: (_raw, context) => machine.examiner.examine(other.raw, context),
  };
  const { taken, relay } = hop(250);
  const { reply } = await scan(mail, relay, scanDependencies(machine, { examiner: mixedUp }));
  expect([reply.code, taken, await stateOf(mail)]).toEqual([451, [], ['accepted']]);
});

it('R-101 a store that gives another message has nobody get it', async () => {
  const mail = outgoing('mine', ana);
  const { attempt } = await scan(mail, hop(451).relay, scanDependencies(machine));
  const swapped = { ...machine.store, getRaw: async () => outgoing('somebody else’s', ana).raw };
  const { taken, relay } = hop(250);
  const finished = finish(attempt?.id ?? '', relay, scanDependencies(machine, { store: swapped }));
  await expect(finished).rejects.toBeInstanceOf(RawCopyDamaged);
  expect([taken, await stateOf(mail)]).toEqual([[], ['decided']]);
});

it('R-703 a code that is no answer to DATA serves nobody', async () => {
  for (const code of [0, 150, 334, 354, 600, Number.NaN]) {
    const mail = outgoing(`code ${code}`, ana);
    const { reply } = await scan(mail, hop(code).relay, scanDependencies(machine));
    expect([code, reply.code, await stateOf(mail)]).toEqual([code, 451, ['handing']]);
  }
});
