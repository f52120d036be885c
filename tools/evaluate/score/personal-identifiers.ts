// Sentences with personal identifiers: every one found with its exact span, and nothing else taken for one.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Miss, Sample, Scanned, Score } from '../evaluation.ts';
import { Confusion } from '../figures.ts';
import { filesBelow } from '../files.ts';
import { outboundLetter } from '../samples.ts';
import { asMail } from '../wrap.ts';

interface Sentence {
  readonly full_text: string;
  readonly spans: readonly {
    readonly entity_type: string;
    readonly entity_value: string;
    readonly start_position: number;
    readonly end_position: number;
  }[];
}

/** Kinds of the set by our types; the first two have check digits. */
const kinds: ReadonlyMap<string, readonly string[]> = new Map([
  ['CREDIT_CARD', ['payment-card']],
  ['IBAN_CODE', ['iban']],
  ['US_SSN', ['social-security-number-us']],
  ['US_DRIVER_LICENSE', ['driver-licence', 'driving-licence-uk']],
]);
const checksummed = new Set(['CREDIT_CARD', 'IBAN_CODE']);

export const personalIdentifiers: Score = async ({ folder, scan }) => {
  const path = (await filesBelow(folder)).find((file) => basename(file).endsWith('.json')) ?? '';
  const sentences = JSON.parse(await readFile(path, 'utf8')) as readonly Sentence[];
  const counted = new Map([...kinds.keys()].map((kind) => [kind, new Confusion()] as const));
  const withCheck = new Confusion();
  const misses: Miss[] = [];
  let others = 0;
  for await (const scanned of scan(letters(sentences), { ocr: false })) {
    const found = spansFound(scanned);
    for (const [kind, types] of kinds) {
      const expected = scanned.label.spans
        .filter(({ entity_type }) => entity_type === kind)
        .map(({ entity_value }) => entity_value);
      const seen = found.filter(({ type }) => types.includes(type)).map(({ text }) => text);
      for (const [was, is] of compared(expected, seen)) {
        counted.get(kind)?.add(was, is);
        if (checksummed.has(kind)) withCheck.add(was, is);
        if (was !== is) misses.push({ file: scanned.file, why: `${kind} ${was ? 'missed' : 'false'}` });
      }
    }
    others += found.filter(({ type }) => ![...kinds.values()].flat().includes(type)).length;
  }
  return {
    rows: [
      ...withCheck.rows('kinds with check digits', 'at least 0.95'),
      ...[...counted].flatMap(([kind, confusion]) => confusion.rows(kind)),
      { measure: 'findings of kinds that the set does not label', count: others },
    ],
    misses,
  };
};

async function* letters(sentences: readonly Sentence[]): AsyncGenerator<Sample<Sentence>> {
  for (const [i, label] of sentences.entries()) {
    yield { file: `sentence ${i}`, raw: asMail({ ...outboundLetter, subject: 'Note', body: label.full_text }), label };
  }
}

/** Findings that a pack acts on, as the text they mark. */
function spansFound({ examination, readings }: Scanned<Sentence>): readonly { type: string; text: string }[] {
  return examination.findings.flatMap(({ kind, confidence, where, offset = 0, length = 0, value }) => {
    if (kind !== 'identifier' || confidence < 0.5) return [];
    const region = readings.texts.find((each) => each.where === where);
    return region === undefined
      ? []
      : [{ type: String(value?.type), text: region.text.slice(offset, offset + length) }];
  });
}

/** Each expected or found value once: whether it was expected, whether it was found. */
function compared(expected: readonly string[], found: readonly string[]): readonly (readonly [boolean, boolean])[] {
  return [...new Set([...expected, ...found])].map(
    (value) => [expected.includes(value), found.includes(value)] as const,
  );
}
