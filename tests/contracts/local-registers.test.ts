// The contract of registers on the files of one machine.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDocumentRegister } from '../../adapters/local/registers/document-register.ts';
import { openRecordRegister } from '../../adapters/local/registers/record-register.ts';
import { describeRegisters } from './registers.contract.ts';

describeRegisters('files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-'));
  const documents = openDocumentRegister(join(folder, 'documents'));
  const records = openRecordRegister(join(folder, 'records'));
  return {
    documents,
    records,
    close: async () => {
      documents.close();
      records.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
