// The registers of a data folder as examining processes see them: to look things up, never to change them.
import { join } from 'node:path';
import type { Registers } from '../../../core/register-ports.ts';
import { openDocumentIndex } from './document-index.ts';
import { openRecordIndex } from './record-index.ts';

/** Below the data folder. */
export const registersFolder = 'registers';
export const documentsFolder = 'documents';
export const recordsFolder = 'records';

/** `folder` is the registers folder. Opens nothing before it is asked. */
export function openRegisters(folder: string): Registers {
  const documents = openDocumentIndex(join(folder, documentsFolder));
  const records = openRecordIndex(join(folder, recordsFolder));
  return {
    documents: {
      isEmpty: async () => documents.isEmpty(),
      passages: async (keys) => documents.passages(keys),
      phrases: async (keys) => documents.phrases(keys),
      document: async (number) => documents.document(number),
    },
    records: {
      tables: async () => records.tables(),
      rowsWith: async (table, column, keys, most) => records.rowsWith(table, column, keys, most),
      cellsOf: async (table, row) => records.cellsOf(table, row),
    },
  };
}
