// What went wrong with the ledger's database, in words an operator can act on.

/** Primary result codes of SQLite (https://sqlite.org/rescode.html) that a full or broken machine causes. */
const explanations: ReadonlyMap<number, string> = new Map([
  [5, 'another program is writing to it; stop that program, or let the running gateway do the work'],
  [6, 'another program is writing to it; stop that program, or let the running gateway do the work'],
  [7, 'there is not enough memory; free some'],
  [8, 'it may not be written; check the permissions of the data folder'],
  [10, 'the disk refused to read or write; check it for faults and free space'],
  [11, 'its file is damaged; restore the newest backup'],
  [13, 'the disk is full; free some space'],
  [14, 'its file cannot be opened; check that the data folder exists and may be written'],
  [26, 'its file is not a database; restore the newest backup'],
]);

/** Codes that concern only the values of one change: too big, constraint, mismatch. */
const ownFault: ReadonlySet<number> = new Set([18, 19, 20]);

function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}

/** Whether the database itself failed, so that nothing in the same transaction may count as done. */
export function isDatabaseFault(error: unknown): boolean {
  const code = resultCode(error);
  return code !== null && !ownFault.has(code);
}

/** Never carries values that were being written. */
export function explain(error: unknown): string {
  const code = resultCode(error);
  if (code === null) return error instanceof Error ? error.message : 'the ledger failed';
  return `the ledger cannot be used: ${explanations.get(code) ?? `SQLite result ${code}; look it up before going on`}`;
}
