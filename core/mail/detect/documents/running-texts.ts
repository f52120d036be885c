// Which texts of a message can hold a piece of a document: whatever people write and read, not names and fields.
import type { Reading, RegionKind } from '../../../model/part.ts';

const notOfTheDocument: ReadonlySet<RegionKind> = new Set(['header-field', 'subject', 'file-name', 'code', 'property']);

/** Whether somebody could have pasted a piece of a document there. */
export function isPastable(kind: RegionKind): boolean {
  return kind !== 'header-field';
}

/** Texts of everything attached, in order, as they are registered. */
export function runningTexts(readings: readonly Reading[]): readonly string[] {
  return readings
    .filter(({ part }) => part.path.startsWith('attachment:'))
    .flatMap(({ regions }) => regions.filter(({ kind }) => !notOfTheDocument.has(kind)).map(({ text }) => text));
}
