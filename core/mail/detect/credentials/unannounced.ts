// Judges values that no word announces, by what they look like and where they stand.
import type { Candidate } from './candidate.ts';
import { meaning } from './lexicon.ts';
import { passwordLikeness } from './likeness.ts';
import { type Evidence, standsAlone, verbWeight } from './surroundings.ts';
import type { Token, TokenisedText } from './tokens.ts';

export function likenessOf(candidate: Candidate, token: Token, value: string, { source, sentences }: Evidence): number {
  if (candidate.shape === 'digits') return Math.max(digitsLikeness(source, candidate), lockLikeness(source, candidate));
  const around = sentences.meaningsOf(token.sentence) | sentences.meaningsOf(token.sentence - 1);
  if (candidate.shape === 'random' || candidate.shape === 'digest')
    return (around & meaning.key) !== 0 && standsAlone(source, candidate) ? 1.6 : 0;
  return passwordLikeness(value);
}

/** "the keypad, 6-2-9-9", "the panel by the coats (4016)". */
function lockLikeness(source: TokenisedText, candidate: Candidate): number {
  const count = source.text.slice(candidate.start, candidate.end).replace(/\D/g, '').length;
  if (count < 3 || count > 8 || isMeasure(source, candidate)) return 0;
  for (let i = candidate.first - 1; i >= candidate.first - 6; i--) {
    const token = source.tokens[i];
    if (token === undefined || token.sentence !== source.tokens[candidate.first]?.sentence) return 0;
    if ((token.meanings & meaning.lock) !== 0) return 3.4;
  }
  return 0;
}

/** Digits count only where somebody is told to key them in: "enter 4417 and", "4417 then hash". */
function digitsLikeness(source: TokenisedText, candidate: Candidate): number {
  const { tokens, text } = source;
  const value = text.slice(candidate.start, candidate.end);
  const count = value.replace(/\D/g, '').length;
  if (count < 4 || count > 8) return 0;
  if (verbWeight(source, candidate) < 1) return 0;
  const next = tokens[candidate.last + 1];
  const last = tokens[candidate.last];
  const ends =
    next === undefined ||
    last === undefined ||
    next.line !== last.line ||
    /[,.;!)]/.test(last.after) ||
    afterDigits.has(next.word);
  return ends ? 1.8 : 0;
}

const afterDigits = new Set([
  'et',
  'and',
  'then',
  'puis',
  'pis',
  'followed',
  'suivi',
  'suivie',
  'hash',
  'pound',
  'star',
  'carre',
  'diese',
  'etoile',
  'to',
  'pour',
  'on',
  'sur',
  'y',
  'und',
  'e',
  'as',
]);

/** "915 x 2135", "4 mm", "200 pages". */
export function isMeasure({ tokens }: TokenisedText, { last }: Candidate): boolean {
  const here = tokens[last];
  const next = tokens[last + 1];
  return (
    here !== undefined && next !== undefined && here.line === next.line && here.after === '' && units.has(next.word)
  );
}

const units = new Set(
  'x mm cm m km kg g t l ml bytes bits kb mb gb min minutes hours heures h days jours weeks semaines months mois years ans pages people personnes times fois characters caracteres digits chiffres zeichen stellen caracteres $ % €'.split(
    ' ',
  ),
);

/** Program text, patches, logs: what looks made up there is a name. Each line is judged once, by its first 300 characters. */
export function codeLines({ tokens, lineStarts, text }: TokenisedText): (line: number) => boolean {
  const known = new Map<number, boolean>();
  return (line) => {
    const judged = known.get(line);
    if (judged !== undefined) return judged;
    const first = tokens[lineStarts[line] ?? 0];
    const last = tokens[(lineStarts[line + 1] ?? 0) - 1];
    const code =
      first !== undefined &&
      last !== undefined &&
      first.line === line &&
      isCodeText(text.slice(first.start, Math.min(last.end, first.start + 300)));
    known.set(line, code);
    return code;
  };
}

const codeMarks = /[(){};=<>_\\[\]]|->|::|\/\w/g;

function isCodeText(line: string): boolean {
  return (
    (line.match(codeMarks)?.length ?? 0) >= 4 || /^[-+]\S|^[-+]\s{2}|^@@|^\s*(?:\/\/|\/\*|\*\/)|;$|\(\)/.test(line)
  );
}

/** Inside a block of base64: the line before is one long word too. */
export function isArmour({ tokens }: TokenisedText, { first }: Candidate): boolean {
  const before = tokens[first - 1];
  return before !== undefined && before.end - before.start >= 40;
}
