// Finds what somebody set, changed or put a secret to: "changed the scanner login to X", "j'ai mis X".
import { meaning } from './lexicon.ts';
import type { Relation } from './relation.ts';
import type { TokenisedText } from './tokens.ts';

const reach = 10;
const names =
  meaning.noun | meaning.phraseNoun | meaning.code | meaning.weak | meaning.key | meaning.user | meaning.lock;
const links = new Set(['to', 'as', 'at', 'pour', 'a', 'en', 'sur', 'comme', 'por', 'como', 'auf', 'als', 'para']);
const pronouns = new Set(['it', 'mine', 'yours', 'his', 'hers', 'ours', 'them', 'that', 'tien', 'mien', 'sien']);

/** The value stands behind the link; what was set (its cue) between verb and link, as a name or only a pronoun. */
export function findSettings(source: TokenisedText): readonly Relation[] {
  const found: Relation[] = [];
  for (let i = 0; i < source.tokens.length; i++) {
    const verb = source.tokens[i];
    if (verb === undefined || (verb.meanings & meaning.setting) === 0) continue;
    const relation = settingFrom(source, i);
    if (relation !== null) found.push(relation);
  }
  return found;
}

function settingFrom({ tokens }: TokenisedText, verb: number): Relation | null {
  const sentence = tokens[verb]?.sentence;
  let cue = 0;
  let spoken = false;
  for (let i = verb + 1; i <= verb + reach; i++) {
    const token = tokens[i];
    if (token === undefined || token.sentence !== sentence) return null;
    if (links.has(token.word) && (cue !== 0 || spoken))
      return { kind: 'setting', cue: cue | (spoken ? meaning.user : 0), value: i + 1, distance: i - verb };
    cue |= token.meanings & names;
    spoken ||= pronouns.has(token.word);
    if (token.after !== '') return null;
  }
  return null;
}
