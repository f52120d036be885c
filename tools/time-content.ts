// node tools/time-content.ts: what markings, identifiers and registered documents cost, on a mail of 6 KB and on 100 pages.
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPolicyFolder } from '../adapters/local/policy-folder.ts';
import { openDocumentRegister } from '../adapters/local/registers/document-register.ts';
import { documentsFolder, openRegisters } from '../adapters/local/registers/open-registers.ts';
import type { DetectorInput } from '../core/mail/detect/detector.ts';
import { detectDocuments } from '../core/mail/detect/documents/detect-documents.ts';
import { detectIdentifiers } from '../core/mail/detect/identifiers/detect-identifiers.ts';
import { detectMarkings } from '../core/mail/detect/markings/detect-markings.ts';
import type { NewDocument, Registers } from '../core/register-ports.ts';
import { loadRulebook } from '../core/rulebook/load-rulebook.ts';

const { files } = readPolicyFolder(fileURLToPath(new URL('../policy', import.meta.url)));
const rulebook = loadRulebook(files, 'default');
const registered = 1_000;
const hashKey = () => randomBytes(6).readUIntBE(0, 6);

const lines = [
  'The committee asked for a shorter draft, with the tables of section 4 moved to an annex and the figures for',
  '2025 checked against the ledger. Marie sends the corrected pages by Friday; the translators start on Monday.',
  '',
  'Protected information stays in the building. The account of the northern office was closed in May, file 2024-118.',
  'Bonjour à toutes et à tous, les remarques du comité sont jointes; la cote du dossier figure à la première page.',
  '',
];

/** Lines that differ from each other, as those of a real text do. */
function text(characters: number): string {
  let written = '';
  for (let i = 0; written.length < characters; i++)
    written += `${i % 50 === 0 ? '\f' : ''}${lines[i % lines.length]} ${i}\n`;
  return written.slice(0, characters);
}

function* documents(): Generator<NewDocument> {
  for (let i = 0; i < registered; i++) {
    const passages = Array.from({ length: 60 }, () => ({ key: hashKey(), before: 1, behind: 1 }));
    const id = i.toString(16).padStart(16, '0');
    const prints = {
      id,
      letters: 2_500,
      passages,
      phrases: Array.from({ length: 110 }, hashKey),
      sampling: 0,
      sketch: [i],
    };
    yield { prints, label: { scheme: null, level: null, owner: null }, name: id, addedAt: 0 };
  }
}

function inputOf(body: string, registers: Registers): DetectorInput {
  const part = { path: 'attachment:a.txt', role: 'attachment', name: 'a.txt', facts: [] };
  const regions = [{ where: 'attachment:a.txt', kind: 'body', text: body }];
  const message = { subject: 'Notes', headers: [], from: [], to: [], cc: [] };
  const fingerprint = (secret: string) => createHmac('sha256', 'measuring').update(secret).digest('hex');
  return {
    message,
    readings: [{ part, regions }],
    context: {},
    rulebook,
    registers,
    fingerprint,
  } as unknown as DetectorInput;
}

/** Milliseconds of processor time of this process, collecting included: the best of some, and the one in the middle. */
async function cost(look: () => unknown, times: number): Promise<string> {
  for (let i = 0; i < times / 4; i++) await look();
  const costs: number[] = [];
  for (let i = 0; i < times; i++) {
    const before = process.cpuUsage();
    await look();
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / 1_000);
  }
  costs.sort((a, b) => a - b);
  return `${costs[0]?.toFixed(2)} · ${costs[times >> 1]?.toFixed(2)} ms`;
}

const folder = await mkdtemp(join(tmpdir(), 'postern-time-'));
try {
  const register = openDocumentRegister(join(folder, documentsFolder));
  await register.add(documents());
  register.close();
  const registers = openRegisters(folder);
  process.stdout.write(
    `| best · median | markings | identifiers | copies, ${registered} registered |\n|---|--:|--:|--:|\n`,
  );
  for (const [name, size, times] of [
    ['mail of 6 KB', 6_144, 200],
    ['100 pages, 310 KB', 310_000, 20],
  ] as const) {
    const input = inputOf(text(size), registers);
    const looks = [() => detectMarkings(input), () => detectIdentifiers(input), () => detectDocuments(input)];
    const told: string[] = [];
    for (const look of looks) told.push(await cost(look, times));
    process.stdout.write(`| ${name} | ${told.join(' | ')} |\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
