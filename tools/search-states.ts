// npm run states: every state that a mail can come to on either host, by every event, cut off at every lasting step.
import { dynamoSnapshots, sqliteSnapshots } from '../tests/faults/ledger-snapshots.ts';
import { searched, searchedMails, withMachine } from '../tests/faults/state-searches.ts';
import { hopAnswers, interruptions } from '../tests/faults/state-world.ts';

const ledgers = { SQLite: sqliteSnapshots, DynamoDB: dynamoSnapshots } as const;

await withMachine(async (machine) => {
  for (const [ledger, open] of Object.entries(ledgers)) {
    for (const [name, mail] of Object.entries(searchedMails)) {
      const result = await searched(mail, machine, open, { kinds: interruptions, hops: hopAnswers });
      for (const problem of result.problems) process.stdout.write(`${problem}\n`);
      process.stdout.write(
        `${ledger}, ${name} mail: ${result.states} states, ${result.transitions} transitions, ` +
          `${result.problems.length} problems, ${result.moves.size} moves of the table\n`,
      );
      if (result.problems.length > 0) process.exitCode = 1;
    }
  }
});
