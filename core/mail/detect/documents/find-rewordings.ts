// Copies that were reworded: how much of a text is made of a registered document's phrases.
import type { DocumentLookup } from '../../../register-ports.ts';
import type { KnownDocuments, Recognised } from './known-documents.ts';
import type { NormalText } from './normal-text.ts';
import { isSampled, type Phrase, phrasesOf, phraseWords } from './prints.ts';
import type { RegisterKey } from './register-key.ts';

/** Phrases looked up of one text; a longer one is sampled. */
const mostPhrases = 320;
/** Words below which a text is too short to be a rewording of anything. */
const fewestWords = 25;
/** Shared phrases and share below which likeness is chance. */
const fewestShared = 4;
const leastShare = 0.03;
/** Share of phrases from which on a text is more likely a copy than a piece on the same subject. */
const likelyShare = 0.12;

export async function findRewordings(
  text: NormalText,
  register: DocumentLookup,
  known: KnownDocuments,
  key: RegisterKey,
): Promise<readonly Recognised[]> {
  if (text.words.length < fewestWords) return [];
  const { phrases, sampling } = phrasesOf(text, key, mostPhrases);
  const shared = await sharedWith(phrases, register, known);
  const found: Recognised[] = [];
  for (const [number, theirs] of shared) {
    const document = theirs.length < fewestShared ? null : await known.document(number);
    if (document === null) continue;
    // Both sides are samples by the same ranks: they compare at the coarser of the two.
    const coarse = Math.max(sampling, document.sampling);
    const asked = phrases.filter(({ rank }) => isSampled(rank, coarse)).length;
    const hits = theirs.filter(({ rank }) => isSampled(rank, coarse));
    const share = hits.length / Math.max(1, asked);
    if (hits.length < fewestShared || share < leastShare) continue;
    found.push({ document, confidence: confidenceOf(share), share, ...spanOf(text, hits) });
  }
  return found;
}

/** Phrases by document, boilerplate left out. */
async function sharedWith(
  phrases: readonly Phrase[],
  register: DocumentLookup,
  known: KnownDocuments,
): Promise<ReadonlyMap<number, readonly Phrase[]>> {
  const held = await register.phrases(phrases.map(({ key }) => key));
  const shared = new Map<number, Phrase[]>();
  for (const phrase of phrases) {
    const holders = held.get(phrase.key);
    if (holders === undefined || (await known.isBoilerplate(holders))) continue;
    for (const number of holders) {
      const theirs = shared.get(number);
      if (theirs === undefined) shared.set(number, [phrase]);
      else theirs.push(phrase);
    }
  }
  return shared;
}

/** Half sure at `likelyShare`, never as sure as of a passage word for word. */
function confidenceOf(share: number): number {
  return share < likelyShare ? (0.5 * share) / likelyShare : 0.5 + (0.4 * (share - likelyShare)) / (1 - likelyShare);
}

function spanOf(text: NormalText, hits: readonly Phrase[]): { readonly offset: number; readonly length: number } {
  const words = hits.map(({ word }) => word);
  const first = words.reduce((least, word) => Math.min(least, word));
  const last = words.reduce((most, word) => Math.max(most, word));
  const offset = text.places[text.words[first] ?? 0] ?? 0;
  const end = (text.words[last + phraseWords] ?? text.letters.length) - 1;
  return { offset, length: (text.places[end] ?? offset) + 1 - offset };
}
