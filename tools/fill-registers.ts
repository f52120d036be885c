// node tools/fill-registers.ts [DOCUMENTS [RECORDS [PHRASES]]]: fills registers with made-up hashes and tells what they cost.
import { createHmac } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDocumentRegister } from '../adapters/local/registers/document-register.ts';
import { documentsFolder, openRegisters, recordsFolder } from '../adapters/local/registers/open-registers.ts';
import { openRecordRegister } from '../adapters/local/registers/record-register.ts';
import { findCopies } from '../core/mail/detect/documents/find-copies.ts';
import { findRewordings } from '../core/mail/detect/documents/find-rewordings.ts';
import { knownDocuments } from '../core/mail/detect/documents/known-documents.ts';
import { normalText } from '../core/mail/detect/documents/normal-text.ts';
import { registerKey } from '../core/mail/detect/documents/register-key.ts';
import type { HashKey } from '../core/model/register.ts';
import type { NewDocument } from '../core/ports.ts';

const [documentCount = 100_000, recordCount = 1_000_000] = process.argv.slice(2, 4).map(Number);
/** What a page of 3,000 characters leaves: some 60 passages and 450 phrases, fewer where they are sampled. */
const [passagesEach, phrasesEach] = [60, Number(process.argv[4] ?? 450)];
const label = { scheme: null, level: null, owner: null };
const key = registerKey((secret) => createHmac('sha256', 'measuring').update(secret).digest('hex'));
const random = Math.random;
const hashKey = (): HashKey => Math.floor(random() * 2 ** 48);

function* documents(): Generator<NewDocument> {
  for (let i = 0; i < documentCount; i++) {
    const passages = Array.from({ length: passagesEach }, () => ({ key: hashKey(), before: 1, behind: 1 }));
    const phrases = Array.from({ length: phrasesEach }, hashKey);
    const id = i.toString(16).padStart(16, '0');
    const prints = { id, letters: 2_500, passages, phrases, sampling: 0, sketch: Array.from({ length: 8 }, () => i) };
    yield { prints, label, name: `document ${i}`, addedAt: 0 };
  }
}

function* rows(): Generator<readonly HashKey[]> {
  for (let i = 0; i < recordCount; i++) yield [i * 7_919 + 1, hashKey(), hashKey(), hashKey()];
}

async function bytesIn(folder: string): Promise<number> {
  let sum = 0;
  for (const name of await readdir(folder, { recursive: true })) sum += (await stat(join(folder, name))).size;
  return sum;
}

const resident = () => `${Math.round(process.memoryUsage().rss / 2 ** 20)} MB resident`;
const say = (text: string) => process.stdout.write(`${text}\n`);
/** Seconds of processor time, since a machine with other work on it says little by the clock. */
const busy = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const seconds = (since: number) => (busy() - since).toFixed(1);

/** Words nobody wrote: a page that is in no document, which is what nearly every page is. */
function page(): string {
  return Array.from({ length: 480 }, () => Math.floor(random() * 26 ** 4).toString(36)).join(' ');
}

async function measureDocuments(folder: string): Promise<void> {
  const register = openDocumentRegister(join(folder, documentsFolder));
  const started = busy();
  await register.add(documents());
  register.close();
  const size = Math.round((await bytesIn(join(folder, documentsFolder))) / 2 ** 20);
  say(`${documentCount} documents registered in ${seconds(started)} s, ${size} MB on disk, ${resident()}`);
  const { documents: lookup } = openRegisters(folder);
  await lookup.isEmpty();
  const pages = 500;
  const texts = Array.from({ length: pages }, page);
  const asked = busy();
  for (const text of texts) {
    const [normal, known] = [normalText(text), knownDocuments(lookup)];
    await findCopies(normal, lookup, known, key);
    await findRewordings(normal, lookup, known, key);
  }
  say(`a page of ${texts[0]?.length} characters: ${(((busy() - asked) * 1_000) / pages).toFixed(2)} ms, ${resident()}`);
}

async function measureRecords(folder: string): Promise<void> {
  const register = openRecordRegister(join(folder, recordsFolder));
  const columns = ['id', 'a', 'b', 'c'].map((name) => ({ name, type: 'plain', words: 1, digits: true }) as const);
  const started = busy();
  await register.put({ name: 'records', columns, combinations: [[0, 1]], addedAt: 0, ...label }, rows());
  register.close();
  const size = Math.round((await bytesIn(join(folder, recordsFolder))) / 2 ** 20);
  say(`${recordCount} records registered in ${seconds(started)} s, ${size} MB on disk, ${resident()}`);
  const { records: lookup } = openRegisters(folder);
  await lookup.tables();
  const lookups = 50_000;
  const asked = busy();
  let hits = 0;
  for (let i = 0; i < lookups; i++) {
    // Every second one is there, and its cells are read too.
    const row = Math.floor(random() * recordCount);
    const held = await lookup.rowsWith('records', 0, [row * 7_919 + 1 + (i % 2)], 10);
    for (const [, found] of held) for (const each of found) hits += (await lookup.cellsOf('records', each)).length / 4;
  }
  const each = ((busy() - asked) * 1e6) / lookups;
  say(`a lookup: ${each.toFixed(1)} µs (${Math.round(hits)} of ${lookups} found), ${resident()}`);
}

const folder = await mkdtemp(join(tmpdir(), 'postern-registers-'));
try {
  await measureRecords(folder);
  await measureDocuments(folder);
} finally {
  await rm(folder, { recursive: true });
}
