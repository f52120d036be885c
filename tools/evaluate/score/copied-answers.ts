// Answers copied from five sources to a known degree: the sources are registered, then each answer is sent out.
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { openDocumentRegister } from '../../../adapters/local/registers/document-register.ts';
import { documentsFolder } from '../../../adapters/local/registers/open-registers.ts';
import { printsOf } from '../../../core/mail/detect/documents/prints.ts';
import { registerKey } from '../../../core/mail/detect/documents/register-key.ts';
import type { NewDocument } from '../../../core/register-ports.ts';
import type { Miss, Sample, Score } from '../evaluation.ts';
import { Shares } from '../figures.ts';
import { filesBelow } from '../files.ts';
import { outboundLetter } from '../samples.ts';
import { asMail } from '../wrap.ts';

interface Answer {
  /** `cut`, `light`, `heavy` or `non`. */
  readonly degree: string;
}

/** From here on a pack blocks. */
const acted = 0.5;

export const copiedAnswers: Score = async ({ folder, scan }) => {
  const registers = await mkdtemp(join(tmpdir(), 'postern-registers-'));
  const fingerprintKey = randomBytes(32);
  try {
    const files = await filesBelow(folder);
    await registerSources(files, join(registers, documentsFolder), fingerprintKey);
    const scored: { file: string; degree: string; score: number }[] = [];
    for await (const { file, label, examination } of scan(
      answers(files),
      { ocr: false },
      { registers, fingerprintKey },
    )) {
      const found = examination.findings.filter(({ kind }) => kind === 'document').map(({ confidence }) => confidence);
      scored.push({ file, degree: label.degree, score: Math.max(0, ...found) });
    }
    return resultOf(scored);
  } finally {
    await rm(registers, { recursive: true, force: true });
  }
};

function resultOf(scored: readonly { readonly file: string; readonly degree: string; readonly score: number }[]) {
  const copied = scored.filter(({ degree }) => degree !== 'non');
  const own = scored.filter(({ degree }) => degree === 'non');
  const shares = new Shares();
  for (const { degree, score } of scored) shares.add(degree, score >= acted);
  const misses: Miss[] = [
    ...copied
      .filter(({ score }) => score < acted)
      .map(({ file, degree }) => ({ file, why: `${degree}, not recognised` })),
    ...own.filter(({ score }) => score >= acted).map(({ file }) => ({ file, why: 'own words, taken for a copy' })),
  ];
  return {
    rows: [
      { measure: 'area under the curve, copied or not', count: areaUnderCurve(copied, own), bar: 'at least 0.96' },
      { measure: 'copied, recognised', count: copied.filter(({ score }) => score >= acted).length, of: copied.length },
      ...shares.rows((degree) => `recognised, ${degree}`),
    ],
    misses,
  };
}

interface Scored {
  readonly score: number;
}

/** How often a copied answer scores above one in own words; a tie counts half. */
function areaUnderCurve(copied: readonly Scored[], own: readonly Scored[]): number {
  let sum = 0;
  for (const one of copied) {
    for (const other of own) sum += one.score > other.score ? 1 : one.score === other.score ? 0.5 : 0;
  }
  return sum / Math.max(1, copied.length * own.length);
}

async function registerSources(files: readonly string[], folder: string, fingerprintKey: Uint8Array): Promise<void> {
  const key = registerKey((secret) => createHmac('sha256', fingerprintKey).update(secret).digest('hex'));
  const documents: NewDocument[] = [];
  for (const path of files.filter((file) => basename(file).startsWith('orig_'))) {
    const prints = printsOf([await readFile(path, 'utf8')], key);
    const label = { scheme: null, level: null, owner: null };
    if (prints !== null) documents.push({ prints, label, name: basename(path), addedAt: 0 });
  }
  const register = openDocumentRegister(folder);
  await register.add(documents);
  register.close();
}

async function* answers(files: readonly string[]): AsyncGenerator<Sample<Answer>> {
  const information = files.find((file) => basename(file) === 'file_information.csv') ?? '';
  for (const line of (await readFile(information, 'latin1')).split(/\r?\n/)) {
    const [name, ...fields] = line.split(',');
    const degree = fields.find((field) => ['cut', 'light', 'heavy', 'non'].includes(field));
    const path = files.find((file) => basename(file) === name);
    if (degree === undefined || path === undefined) continue;
    const body = await readFile(path, 'utf8');
    yield { file: basename(path), raw: asMail({ ...outboundLetter, subject: 'Text', body }), label: { degree } };
  }
}
