// postern people import: takes over an export from Human Resources, by the running gateway or in its place.
import { randomUUID } from 'node:crypto';
import { access, constants } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readAccessPolicies } from '../../adapters/local/access-policies.ts';
import { callControl, NotRunning } from '../../adapters/local/control-socket.ts';
import { takeLock } from '../../adapters/local/folder-lock.ts';
import { openLedger } from '../../adapters/local/sqlite-ledger.ts';
import { makeAuthorizer } from '../../core/oversight/access/authorizer.ts';
import type { RefusedRow } from '../../core/oversight/people/hr-rows.ts';
import type { ImportSummary } from '../../core/oversight/people/import-people.ts';
import { type ImportCommand, importCommand, peopleCommands } from '../../gateway/people-commands.ts';
import { policyFolder } from '../chosen-policy.ts';
import { CannotRun, exit } from '../exit.ts';

export interface ImportRequest {
  readonly file: string;
  readonly data: string;
  readonly partial: boolean;
  readonly complete: boolean;
  readonly json: boolean;
  /** IANA name; of the organisation. Of use only while no gateway runs. */
  readonly zone: string;
}

type Answer = ImportSummary | { readonly refusedAll: readonly RefusedRow[] };

/** Resolves with the exit code: 1 when rows were refused and the others taken over. Rejects with CannotRun. */
export async function importFile({ file, data, partial, complete, json, zone }: ImportRequest): Promise<number> {
  const command: ImportCommand = { file: resolve(file), partial, complete };
  await access(command.file, constants.R_OK).catch(() => {
    throw new CannotRun(`${file} cannot be read; give the CSV file that human resources exported`);
  });
  const answer = await ask(resolve(data), command, zone);
  const refused = 'refusedAll' in answer ? answer.refusedAll : answer.refused;
  for (const { line, why } of refused) process.stderr.write(`line ${line}: ${why}\n`);
  if ('refusedAll' in answer)
    throw new CannotRun('nothing was taken over; correct these rows, or take over the others with --partial');
  process.stdout.write(json ? `${JSON.stringify(answer)}\n` : described(answer));
  return refused.length === 0 ? exit.fine : exit.stopped;
}

async function ask(folder: string, command: ImportCommand, zone: string): Promise<Answer> {
  try {
    return (await callControl(folder, importCommand, command)) as Answer;
  } catch (cause) {
    if (cause instanceof NotRunning) return withoutGateway(folder, command, zone);
    throw new CannotRun(cause instanceof Error ? cause.message : 'the gateway did not answer');
  }
}

async function withoutGateway(folder: string, command: ImportCommand, zone: string): Promise<Answer> {
  const lock = await takeLock(folder);
  try {
    const ledger = await openLedger(folder);
    try {
      const authorize = makeAuthorizer(readAccessPolicies(policyFolder));
      const oversight = { ledger, authorize, clock: Date.now, newId: randomUUID, zone };
      const run = peopleCommands(() => Promise.resolve(oversight))[importCommand];
      return (await run?.(command)) as Answer;
    } finally {
      await ledger.close();
    }
  } catch (cause) {
    throw new CannotRun(cause instanceof Error ? cause.message : 'the import failed');
  } finally {
    await lock.release();
  }
}

function described(summary: ImportSummary): string {
  const { joined, moved, left, away, returned, changed, unchanged, unnamed, rightsEnded, refused } = summary;
  const counts = { joined, moved, left, away, returned, changed, unchanged };
  const line = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  const others = [
    `${rightsEnded} rights ended`,
    ...(unnamed > 0 && left < unnamed ? [`${unnamed} people are not in the file (--complete: they have left)`] : []),
    ...(refused.length > 0 ? [`${refused.length} rows refused`] : []),
  ];
  return `${line.join(', ')}\n${others.join('\n')}\n`;
}
