// How a value can hang together with the word that announces it, within a sentence or over a line break.
import { answerTo, findPrompted } from './answers.ts';
import { meaning } from './lexicon.ts';
import { isArticle } from './plain-words.ts';
import type { Relation } from './relation.ts';
import { namesSecret } from './sentences.ts';
import { findSettings } from './setting-frames.ts';
import { isPronoun, isSeparator, type Token, type TokenisedText } from './tokens.ts';

const named =
  meaning.noun |
  meaning.phraseNoun |
  meaning.code |
  meaning.weak |
  meaning.label |
  meaning.key |
  meaning.user |
  meaning.lock;
const reach = 9;

export function findRelations(source: TokenisedText): readonly Relation[] {
  const found: Relation[] = [...findSettings(source), ...findPrompted(source)];
  for (let i = 0; i < source.tokens.length; i++) {
    const token = source.tokens[i];
    if (token === undefined || token.phrasePlace !== 0) continue;
    if (token.word === 'p' && isPairLetter(source, i)) {
      const pair = forward(source, i, meaning.noun);
      if (pair !== null) found.push(pair);
    }
    if ((token.meanings & named) === 0) continue;
    const end = i + token.phraseWords - 1;
    const cue = cueOf(source, i, end);
    const ahead = forward(source, end, cue);
    if (ahead !== null) found.push(ahead);
    const answer = answerTo(source, end, cue);
    if (answer !== null) found.push(answer);
    if (namesSecret(cue)) {
      const behind = backward(source, i, cue);
      if (behind !== null) found.push(behind);
    }
  }
  return found;
}

/** A weak word beside a place ("code for the gate", "alarm code", "clé du wifi") is as good as a code by name. */
function cueOf({ tokens }: TokenisedText, first: number, last: number): number {
  const cue = tokens[first]?.meanings ?? 0;
  const marked = leads(tokens[last]);
  // "did not pass: 118 for" counts votes.
  if ((cue & meaning.label) !== 0 && marked && !auxiliaries.has(tokens[first - 1]?.word ?? ''))
    return cue | meaning.noun;
  // "type the phrase X": what is typed is no figure of speech.
  if ((cue & meaning.label) !== 0 && last === first && isTyped(tokens, first)) return cue | meaning.phraseNoun;
  if (passWords.has(tokens[first]?.word ?? '') && followsUserOf(tokens, first)) return cue | meaning.noun;
  // "Gate: 4190": what is locked stands for its code.
  if ((cue & meaning.lock) !== 0) return marked ? cue | meaning.code : cue;
  if ((cue & (meaning.weak | meaning.key)) === 0 || numbers.has(tokens[last]?.word ?? '')) return cue;
  const sentence = tokens[first]?.sentence;
  // "take the guest network, today's key is X": a key belongs to what was named farther back.
  for (let i = first - ((cue & meaning.key) !== 0 ? 6 : 2); i <= last + 4; i++) {
    const near = tokens[i];
    if (near === undefined || near.sentence !== sentence || near.line !== tokens[first]?.line) continue;
    if (i > last && tokens[i - 1]?.after === ':') break;
    if ((near.meanings & (meaning.place | meaning.lock)) !== 0) return cue | meaning.code;
  }
  return cue;
}

const auxiliaries = new Set(['not', 'to', 'did', 'will', 'can', 'may', 'pas', 'a', 'se', 'il', 'elle', 'on']);

/** What stands behind one of these numbers a certificate, a ticket, a pass. */
const numbers = new Set(['number', 'numero', 'nummer']);

/** `u: jroy` over `p: X`. */
function isPairLetter({ tokens, lineStarts, text }: TokenisedText, at: number): boolean {
  const token = tokens[at];
  if (token === undefined || token.after !== ':' || lineStarts[token.line] !== at) return false;
  const value = tokens[at + 1];
  if (value === undefined || !/[\d!#$%&*+=?@^~]/.test(text.slice(value.start, Math.min(value.end, value.start + 60))))
    return false;
  const above = tokens[lineStarts[token.line - 1] ?? at];
  return above !== undefined && above.line === token.line - 1 && above.after === ':' && pairNames.has(above.word);
}

const pairNames = new Set(['u', 'user', 'usr', 'id', 'login', 'username', 'usager', 'utilisateur', 'l']);

/** `password:`, `password=`: the value comes next. */
function leads(label: Token | undefined): boolean {
  return label?.after === ':' || label?.after === '=';
}

/** "NIP de la SIM 2244": digits right behind what the code is for. */
function behindPlace({ tokens, text }: TokenisedText, end: number): number | null {
  if (!belonging.has(tokens[end + 1]?.word ?? '')) return null;
  for (let i = end + 2; i <= end + 4; i++) {
    const place = tokens[i];
    const value = tokens[i + 1];
    if (place === undefined || value === undefined || place.after !== '' || value.line !== tokens[end]?.line)
      return null;
    if ((place.meanings & (meaning.place | meaning.lock)) === 0) continue;
    if (/^\d{4,8}[#*]?[,.;)]?$/.test(text.slice(value.start, Math.min(value.end, value.start + 12)))) return i + 1;
  }
  return null;
}

/** "password as shipped CRIMP4", "mot de passe par défaut Sapin7": a value with a figure behind two words that say which one it is. */
function isQualified({ tokens, text }: TokenisedText, end: number): boolean {
  const [first, second, value] = [tokens[end + 1], tokens[end + 2], tokens[end + 3]];
  if (first === undefined || second === undefined || value === undefined) return false;
  if (!qualifying.has(first.word) || second.after !== '' || value.sentence !== first.sentence) return false;
  return (
    /^\p{L}+$/u.test(second.word) && /\p{L}.*\d/u.test(text.slice(value.start, Math.min(value.end, value.start + 60)))
  );
}

const qualifying = new Set(['as', 'by', 'par', 'comme', 'por', 'de', 'wie', 'ab', 'como']);

const belonging = new Set(['for', 'of', 'de', 'du', 'pour', 'des', 'del', 'da', 'do', 'fur']);
const passWords = new Set(['pass', 'passe', 'paso', 'auth']);

/** "user is X, pass is Y": beside an account's name a pass is its password. */
function followsUserOf(tokens: readonly Token[], at: number): boolean {
  for (let i = at - 1; i >= at - 6 && tokens[i]?.sentence === tokens[at]?.sentence; i--)
    if (((tokens[i]?.meanings ?? 0) & meaning.user) !== 0) return true;
  return false;
}

function isTyped(tokens: readonly Token[], at: number): boolean {
  const verb = tokens[isArticle(tokens[at - 1]?.word) ? at - 2 : at - 1];
  return tokens[at]?.word === 'phrase' && verb !== undefined && (verb.meanings & meaning.verb) !== 0;
}

function forward(source: TokenisedText, end: number, cue: number): Relation | null {
  const { tokens } = source;
  const label = tokens[end];
  if (label === undefined) return null;
  if (leads(label)) return joined(source, end + 1, label, cue, end);
  const next = tokens[end + 1];
  if (
    label.after === ',' &&
    next !== undefined &&
    next.line === label.line &&
    next.after === ',' &&
    !isListed(source, end)
  )
    return { kind: 'copula', cue, value: end + 1, distance: 0 };
  if (label.after === '.' && next !== undefined && next.line === label.line && isSeparator(source, next))
    return joined(source, end + 2, label, cue, end);
  if ((label.after === '.' && !label.word.includes('.')) || label.after === '?' || label.after === '!') return null;
  if (next !== undefined && next.line === label.line && source.text.startsWith("'s", label.end - 2))
    return { kind: 'copula', cue, value: end + 1, distance: 0 };
  if (next === undefined || next.line > label.line + 1) return null;
  if (next.line === label.line && next.gap)
    return isSeparator(source, next)
      ? joined(source, end + 2, label, cue, end)
      : { kind: 'label', cue, value: end + 1, distance: 0 };
  for (let i = end + 1; i <= end + reach; i++) {
    const here = tokens[i];
    if (here === undefined || here.sentence !== next.sentence || here.line > label.line + 1) break;
    // "Combination 31-07-22: right, left, right": the value stands before the mark.
    if (i === end + 2 && isSeparator(source, here) && /^\d/.test(next.word)) break;
    if (here.line === label.line && isSeparator(source, here)) return joined(source, i + 1, label, cue, end);
    if (i <= end + 3 && isInParentheses(source, i)) return { kind: 'answer', cue, value: i, distance: 0 };
    if ((here.meanings & meaning.copula) !== 0 && here.phrasePlace === 0 && !isPronoun(here))
      return afterCopula(source, i + here.phraseWords, cue, end);
    if (namesSecret(here.meanings)) break;
    if (here.after === ':' && here.line === label.line) return joined(source, i + 1, label, cue, end);
    if (here.after === '.' || here.after === ';') break;
  }
  if (next.line !== label.line || numbers.has(label.word)) return null;
  const placed = (cue & meaning.code) !== 0 ? behindPlace(source, end) : null;
  if (placed !== null) return { kind: 'adjacent', cue, value: placed, distance: placed - end - 1 };
  if (isQualified(source, end)) return { kind: 'adjacent', cue, value: end + 3, distance: 2 };
  if (isName(next)) return null;
  const kind = isInstrument(source, end) ? 'instrument' : isEnclosed(source, end) ? 'label' : 'adjacent';
  return { kind, cue, value: end + 1, distance: 0 };
}

/** "password key", "code login": names in a row, none of them a value. */
function isName({ start, end, word, meanings }: Token): boolean {
  return end - start === word.length && (meanings & (named & ~meaning.lock & ~meaning.label)) !== 0;
}

/** "protected (password Teal-Umbrella)": nothing but the name and the value. */
function isEnclosed({ tokens, text }: TokenisedText, end: number): boolean {
  const first = tokens[end - (tokens[end]?.phrasePlace ?? 0)];
  const value = tokens[end + 1];
  if (first === undefined || value === undefined || text[first.start] !== '(') return false;
  return /\)[.,;:]?$/.test(text.slice(Math.max(value.start, value.end - 3), value.end));
}

/** "the old shared password (rhubarb)": one word, and no capital, which would name a system. */
function isInParentheses({ tokens, text }: TokenisedText, at: number): boolean {
  const token = tokens[at];
  if (token === undefined || text.charCodeAt(token.start) !== 0x28 || token.end - token.start > 60) return false;
  const inside = /^\((\S{4,})\)[.,;:]?$/.exec(text.slice(token.start, token.end))?.[1];
  return inside !== undefined && token.meanings === 0 && !/^\p{Lu}\p{L}*$/u.test(inside);
}

/** "passage, password, passenger": one of several words parted by commas. */
function isListed({ tokens }: TokenisedText, end: number): boolean {
  const before = tokens[end - (tokens[end]?.phrasePlace ?? 0) - 1];
  return before?.after === ',';
}

/** "with the password X", "avec le mot de passe X": as good as "the password is X". */
function isInstrument({ tokens }: TokenisedText, end: number): boolean {
  const first = end - (tokens[end]?.phrasePlace ?? 0);
  return (
    instruments.has(tokens[first - 1]?.word ?? '') ||
    (articles.has(tokens[first - 1]?.word ?? '') && instruments.has(tokens[first - 2]?.word ?? ''))
  );
}

const instruments = new Set(['with', 'using', 'avec', 'con', 'mit', 'com', 'under', 'sous']);
const articles = new Set(['the', 'le', 'la', 'el', 'dem', 'der', 'a', 'o', 'this', 'ce']);

/** Value behind a colon or its like: on the same line, or alone on the next one with text. */
function joined(source: TokenisedText, value: number, label: Token, cue: number, end: number): Relation | null {
  let at = value;
  let token = source.tokens[at];
  if (token !== undefined && token.line === label.line && isSeparator(source, token)) token = source.tokens[++at];
  if (token === undefined) return null;
  if (token.line === label.line) return { kind: 'label', cue, value: at, distance: at - end - 1 };
  return token.line - label.line <= 3 ? { kind: 'below', cue, value: at, distance: at - end - 1 } : null;
}

function afterCopula(source: TokenisedText, from: number, cue: number, end: number): Relation | null {
  const { tokens } = source;
  let at = from;
  for (let skipped = 0; skipped < 3; skipped++) {
    const token = tokens[at];
    if (token === undefined) return null;
    // "the key safe is on 2580"
    const setTo = (cue & meaning.lock) !== 0 && settingWords.has(token.word) && /^\d/.test(tokens[at + 1]?.word ?? '');
    const joining = (setTo || (token.meanings & (meaning.adverb | meaning.copula)) !== 0) && token.after !== ':';
    if (token.after === ':' && (token.meanings & (meaning.adverb | meaning.copula)) !== 0) {
      at++;
      break;
    }
    if (!joining && !isSeparator(source, token)) break;
    at++;
  }
  const before = tokens[at - 1];
  const value = tokens[at];
  if (value === undefined || before === undefined || value.line > before.line + 2) return null;
  return { kind: 'copula', cue, value: at, distance: from - end - 1 };
}

const settingWords = new Set(['on', 'au', 'a', 'sur', 'auf', 'em', 'en']);

function backward(source: TokenisedText, cueAt: number, cue: number): Relation | null {
  const { tokens } = source;
  let i = cueAt - 1;
  let owner = false;
  for (let steps = 0; steps < 3; steps++, i--) {
    const token = tokens[i];
    if (token === undefined || token.sentence !== tokens[cueAt]?.sentence) return null;
    const purpose = purposes.has(token.word) && /\d\D*\d/.test(tokens[i - 1]?.word ?? '');
    if (purpose || (joinsBackward.has(token.word) && (!owner || /\d{4}/.test(tokens[i - 1]?.word ?? '')))) {
      const value = tokens[i - 1];
      return value !== undefined && value.sentence === token.sentence
        ? { kind: 'before', cue, value: i - 1, distance: steps }
        : null;
    }
    if (token.spelling.neverValue || (token.meanings & meaning.adverb) !== 0) continue;
    // "4417 for the device PIN": one word may say whose.
    if (steps > 0 || token.after !== '') return null;
    owner = true;
  }
  return null;
}

const purposes = new Set(['for', 'pour', 'para', 'fur']);
const joinsBackward = new Set(['as', 'is', 'est', 'comme', 'como', 'es', 'e', 'als', 'ist', 'was', '=']);
