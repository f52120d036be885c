// How long a page is held against registered documents, and a value against registered records, the more there are of them.
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDocumentRegister } from '../../adapters/local/registers/document-register.ts';
import { documentsFolder, openRegisters, recordsFolder } from '../../adapters/local/registers/open-registers.ts';
import { openRecordRegister } from '../../adapters/local/registers/record-register.ts';
import { findCopies } from '../../core/mail/detect/documents/find-copies.ts';
import { findRewordings } from '../../core/mail/detect/documents/find-rewordings.ts';
import { knownDocuments } from '../../core/mail/detect/documents/known-documents.ts';
import { normalText } from '../../core/mail/detect/documents/normal-text.ts';
import { registerKey } from '../../core/mail/detect/documents/register-key.ts';
import type { HashKey } from '../../core/model/register.ts';
import type { NewDocument } from '../../core/register-ports.ts';
import type { Series } from './growth.ts';
import { processorTime } from './scanner.ts';

/** What a page of 3,000 characters leaves: some 60 passages and 110 phrases, sampled. */
const [passagesEach, phrasesEach] = [60, 110];
const label = { scheme: null, level: null, owner: null };
const key = registerKey((secret) => createHmac('sha256', 'measuring').update(secret).digest('hex'));
const random = Math.random;
const hashKey = (): HashKey => Math.floor(random() * 2 ** 48);
const [pages, lookups] = [200, 20_000];

/** Records before documents: what is resident then is theirs. */
export async function measureRegisters(): Promise<readonly Series[]> {
  const records = await series('records', 'a value among records', [1, 10, 100, 1_000].map(thousand), recordsTime);
  const documents = await series('documents', 'a page against documents', [0, 1, 10, 100].map(thousand), documentsTime);
  return [documents, records];
}

const thousand = (count: number) => count * 1_000;

async function series(
  unit: string,
  name: string,
  steps: readonly number[],
  measure: (folder: string, count: number) => Promise<number>,
): Promise<Series> {
  const points = [];
  for (const at of steps) {
    const folder = await mkdtemp(join(tmpdir(), 'postern-registers-'));
    try {
      const ms = await measure(folder, at);
      points.push({ at, ms });
      const resident = Math.round(process.memoryUsage.rss() / 2 ** 20);
      process.stderr.write(`${name} ${at}: ${(ms * 1_000).toFixed(1)} µs, ${resident} MB resident\n`);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  return { name, unit, points };
}

function* documents(count: number): Generator<NewDocument> {
  for (let i = 0; i < count; i++) {
    const passages = Array.from({ length: passagesEach }, () => ({ key: hashKey(), before: 1, behind: 1 }));
    const phrases = Array.from({ length: phrasesEach }, hashKey);
    const id = i.toString(16).padStart(16, '0');
    const prints = { id, letters: 2_500, passages, phrases, sampling: 0, sketch: Array.from({ length: 8 }, () => i) };
    yield { prints, label, name: `document ${i}`, addedAt: 0 };
  }
}

/** Words nobody wrote: a page that is in no document, which is what nearly every page is. */
function page(): string {
  return Array.from({ length: 480 }, () => Math.floor(random() * 26 ** 4).toString(36)).join(' ');
}

/** Milliseconds of processor time a page. */
async function documentsTime(folder: string, count: number): Promise<number> {
  const register = openDocumentRegister(join(folder, documentsFolder));
  await register.add(documents(count));
  register.close();
  const { documents: lookup } = openRegisters(folder);
  await lookup.isEmpty();
  const texts = Array.from({ length: pages }, page);
  const started = processorTime();
  for (const text of texts) {
    const [normal, known] = [normalText(text), knownDocuments(lookup)];
    await findCopies(normal, lookup, known, key);
    await findRewordings(normal, lookup, known, key);
  }
  return (processorTime() - started) / pages;
}

const step = 7_919;

function* rows(count: number): Generator<readonly HashKey[]> {
  for (let i = 0; i < count; i++) yield [i * step + 1, hashKey(), hashKey(), hashKey()];
}

/** Milliseconds of processor time a look-up; every second value is there, and its row is read too. */
async function recordsTime(folder: string, count: number): Promise<number> {
  const register = openRecordRegister(join(folder, recordsFolder));
  const columns = ['id', 'a', 'b', 'c'].map((name) => ({ name, type: 'plain', words: 1, digits: true }) as const);
  await register.put({ name: 'records', columns, combinations: [[0, 1]], addedAt: 0, ...label }, rows(count));
  register.close();
  const { records: lookup } = openRegisters(folder);
  await lookup.tables();
  const started = processorTime();
  for (let i = 0; i < lookups; i++) {
    const value = Math.floor(random() * count) * step + 1 + (i % 2);
    const held = await lookup.rowsWith('records', 0, [value], 10);
    for (const [, found] of held) for (const row of found) await lookup.cellsOf('records', row);
  }
  return (processorTime() - started) / lookups;
}
