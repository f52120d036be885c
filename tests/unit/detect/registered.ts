// Detection against registers that are filled from texts and rows, in a temporary folder.
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPolicyFolder } from '../../../adapters/local/policy-folder.ts';
import { openDocumentRegister } from '../../../adapters/local/registers/document-register.ts';
import { documentsFolder, openRegisters, recordsFolder } from '../../../adapters/local/registers/open-registers.ts';
import { openRecordRegister } from '../../../adapters/local/registers/record-register.ts';
import { printsOf } from '../../../core/mail/detect/documents/prints.ts';
import { registerKey } from '../../../core/mail/detect/documents/register-key.ts';
import { cellKey } from '../../../core/mail/detect/identifiers/cell-keys.ts';
import { examine } from '../../../core/mail/examine.ts';
import type { Finding } from '../../../core/model/finding.ts';
import type { DocumentLabel, RecordTable } from '../../../core/model/register.ts';
import { compileRulebook } from '../../../core/rulebook/compile-rulebook.ts';
import { exampleMail } from '../../../core/rulebook/example-mail.ts';
import { loadPolicy } from '../../../core/rulebook/load-rulebook.ts';
import type { Example } from '../../../core/rulebook/shapes/example-shape.ts';

const { files, pack } = readPolicyFolder('policy');
const rulebook = compileRulebook(loadPolicy(files, pack));
export const fingerprint = (secret: string) => createHmac('sha256', 'a key of tests').update(secret).digest('hex');
export const key = registerKey(fingerprint);
export const noLabel: DocumentLabel = { scheme: null, level: null, owner: null };

export function temporaryRegisters() {
  const folder = mkdtempSync(join(tmpdir(), 'postern-registers-'));
  const documents = openDocumentRegister(join(folder, documentsFolder));
  const records = openRecordRegister(join(folder, recordsFolder));
  const registers = openRegisters(folder);
  return {
    folder,
    documents,
    records,
    registers,
    async register(texts: readonly string[], label: DocumentLabel = noLabel): Promise<readonly string[]> {
      const made = texts.map((text) => printsOf([text], key)).filter((prints) => prints !== null);
      await documents.add(made.map((prints, i) => ({ prints, label, name: `document ${i}`, addedAt: 0 })));
      return made.map(({ id }) => id);
    },
    async table(
      columns: RecordTable['columns'],
      combinations: RecordTable['combinations'],
      rows: readonly (readonly string[])[],
    ): Promise<void> {
      const hashed = rows.map((row) => columns.map(({ type }, i) => cellKey(type, row[i] ?? '', key, 'day-first')));
      await records.put({ name: 'clients', columns, combinations, addedAt: 0, ...noLabel }, hashed);
    },
    async found(example: Example, exempt = false): Promise<readonly Finding[]> {
      const context = { mailFrom: null, ocr: false, exempt };
      const { findings } = await examine(exampleMail(example), context, {
        rulebook,
        fingerprint,
        registers,
        now: () => 0,
      });
      return findings.filter(({ kind }) => kind === 'document' || kind === 'identifier');
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Words nobody wrote, the same for the same seed. */
export function sentences(seed: number, words: number): string {
  const syllables = 'ba ke li mo nu ra se ti vo zu dra fle gri plo stu'.split(' ');
  let state = seed * 2_654_435_761;
  const next = (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 8) % most;
  };
  const word = () => Array.from({ length: 2 + next(3) }, () => syllables[next(syllables.length)]).join('');
  return Array.from({ length: words }, (_, i) => word() + (i % 12 === 11 ? '.\n' : '')).join(' ');
}
