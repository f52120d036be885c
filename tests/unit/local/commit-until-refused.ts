// Commits until the ledger refuses, printing what was durable and then the refusal: for the test of a full disk.
import { openLedger } from '../../../adapters/local/sqlite-ledger.ts';
import { attempt, key, one } from '../../contracts/samples.ts';

const ledger = await openLedger(process.argv[2] ?? '');
try {
  for (let count = 0; ; count++) {
    const id = `${key('a')}.${count}`;
    const detail = { filler: 'x'.repeat(4_000) };
    await ledger.commit([
      { type: 'open', attempt: attempt(id), recipients: [one] },
      { type: 'audit', event: { at: count, actor: 'gateway', action: 'message-decided', subject: id, detail } },
    ]);
    process.stdout.write(`${id}\n`);
  }
} catch (error) {
  process.stdout.write(`refused: ${error instanceof Error ? error.message : ''}\n`);
}
process.exit(0);
