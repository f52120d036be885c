// Passages copied word for word: any run of `guaranteed` letters of a registered document is found.
import type { HashKey } from '../../../model/register.ts';
import type { DocumentLookup } from '../../../register-ports.ts';
import type { KnownDocuments, Recognised } from './known-documents.ts';
import type { NormalText } from './normal-text.ts';
import { neighboursOf } from './prints.ts';
import type { RegisterKey } from './register-key.ts';
import { chosenPassages, passageLength } from './winnow.ts';

/** One passage proves some eighty letters in a row; more of them leave no doubt. */
const confidenceOfOne = 0.85;
const confidenceOfMore = 0.97;
/** Passages looked up at once; bounds what is in memory for a text of millions of letters. */
const batch = 2_000;

interface Trace {
  readonly passages: Set<HashKey>;
  from: number;
  to: number;
}

export async function findCopies(
  text: NormalText,
  register: DocumentLookup,
  known: KnownDocuments,
  key: RegisterKey,
): Promise<readonly Recognised[]> {
  const traces = new Map<number, Trace>();
  const places = chosenPassages(text.letters, key.base);
  for (let i = 0; i < places.length; i += batch)
    await trace(places.slice(i, i + batch), text, register, known, key, traces);
  const found: Recognised[] = [];
  for (const [number, { passages, from, to }] of traces) {
    const document = await known.document(number);
    if (document === null) continue;
    const start = text.places[from] ?? 0;
    const share = passages.size / Math.max(1, document.passages);
    found.push({
      document,
      confidence: passages.size > 1 ? confidenceOfMore : confidenceOfOne,
      offset: start,
      length: (text.places[to] ?? start) + 1 - start,
      share,
    });
  }
  return found;
}

async function trace(
  places: readonly number[],
  text: NormalText,
  register: DocumentLookup,
  known: KnownDocuments,
  key: RegisterKey,
  traces: Map<number, Trace>,
): Promise<void> {
  const keys = places.map((place) => key.hashOf(text.letters, place, place + passageLength).key);
  const held = await register.passages(keys);
  if (held.size === 0) return;
  for (const [i, place] of places.entries()) {
    const hash = keys[i] ?? 0;
    const holders = held.get(hash);
    if (holders === undefined || (await known.isBoilerplate(holders.map(({ document }) => document)))) continue;
    const { before, behind } = neighboursOf(text, place, key);
    for (const holder of holders) {
      // A run of `guaranteed` letters has as much as a passage before or behind the one that was chosen in it.
      const left = before !== 0 && before === holder.before;
      const right = behind !== 0 && behind === holder.behind;
      if (!left && !right) continue;
      const from = place - (left ? passageLength : 0);
      const to = place + passageLength * (right ? 2 : 1) - 1;
      const known = traces.get(holder.document);
      if (known === undefined) traces.set(holder.document, { passages: new Set([hash]), from, to });
      else {
        known.passages.add(hash);
        known.from = Math.min(known.from, from);
        known.to = Math.max(known.to, to);
      }
    }
  }
}
