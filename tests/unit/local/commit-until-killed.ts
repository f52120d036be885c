// Commits without end and prints every attempt that the ledger called durable: the crash test kills it at any instant.
import { openLedger } from '../../../adapters/local/sqlite-ledger.ts';
import { attempt, key, one } from '../../contracts/samples.ts';

const ledger = await openLedger(process.argv[2] ?? '');

async function commitForever(worker: number): Promise<never> {
  for (let count = 0; ; count++) {
    const id = `${key(worker.toString(16))}.${count}`;
    await ledger.commit([
      { type: 'open', attempt: attempt(id), recipients: [one] },
      { type: 'move', move: { attempt: id, address: one, from: 'accepted', to: 'decided', outcome: 'deliver' } },
      { type: 'audit', event: { at: count, actor: 'gateway', action: 'message-decided', subject: id, detail: {} } },
    ]);
    process.stdout.write(`${id}\n`);
  }
}

await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(commitForever));
