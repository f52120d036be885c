// Finds values given in answer: to somebody's question, or to what a screen or a lock asks for.
import { meaning } from './lexicon.ts';
import { mayContinue } from './plain-words.ts';
import type { Relation } from './relation.ts';
import { namesSecret } from './sentences.ts';
import { isSeparator, type Token, type TokenisedText } from './tokens.ts';

const reach = 9;

/** "When it asks for a password, enter X": what is entered, in a sentence that speaks of being asked for a secret. */
export function findPrompted({ tokens }: TokenisedText): readonly Relation[] {
  const found: Relation[] = [];
  let cue = 0;
  let asked = false;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (token === undefined) break;
    if (tokens[i - 1]?.sentence !== token.sentence) {
      cue = 0;
      asked = false;
    }
    const verb = tokens[i - 1];
    if (asked && namesSecret(cue) && verb !== undefined && isEntering(verb) && endsClause(tokens, i))
      found.push({ kind: 'answer', cue, value: i, distance: 0 });
    cue |= token.meanings;
    asked ||= (token.meanings & meaning.prompt) !== 0;
  }
  return found;
}

function isEntering({ meanings, phrasePlace, phraseWords, after }: Token): boolean {
  return (meanings & (meaning.verb | meaning.trial)) !== 0 && phrasePlace === phraseWords - 1 && after === '';
}

function endsClause(tokens: readonly Token[], at: number): boolean {
  const here = tokens[at];
  const next = tokens[at + 1];
  if (here === undefined || here.meanings !== 0) return false;
  return /[.,;!]/.test(here.after) || next?.line !== here.line || mayContinue(next.word);
}

/** "what's the password?" on one line, the value on the next: behind a speaker's name, or all by itself. */
export function answerTo(source: TokenisedText, end: number, cue: number): Relation | null {
  const { tokens, lineStarts, questions } = source;
  const asked = tokens[end];
  const wanted = namesSecret(cue) || (cue & meaning.weak) !== 0;
  if (asked === undefined || !wanted || asked.after === ':' || asked.after === '=') return null;
  const mark = tokens[end + 1];
  if (mark !== undefined && mark.line === asked.line && isSeparator(source, mark)) return null;
  const question = questions.has(asked.sentence);
  if (question && namesSecret(cue)) {
    const at = replyTo(tokens, end);
    if (at !== null) return { kind: 'answer', cue, value: at, distance: 0 };
  }
  let line = asked.line + 1;
  while (line < asked.line + 3 && lineStarts[line] === lineStarts[line + 1]) line++;
  const first = lineStarts[line] ?? tokens.length;
  const length = (lineStarts[line + 1] ?? first) - first;
  const speaker = (tokens[first]?.after === ':' || tokens[first + 1]?.after === ':') && length > 1;
  const value = first + (speaker ? (tokens[first]?.after === ':' ? 1 : 2) : 0);
  const answer = tokens[value];
  if (answer?.line !== line || (length > 2 && !speaker) || (!speaker && !question)) return null;
  if (namesSecret(cue))
    return { kind: 'answer', cue, value, distance: question && length === 1 && isMarked(answer) ? 0 : 8 };
  // "what's the code for the bike room": any code, answered with figures.
  const asks =
    question ||
    tokens.slice(Math.max(lineStarts[asked.line] ?? 0, end - reach), end).some(({ word }) => interrogatives.has(word));
  return asks && /^\d{4,8}$/.test(answer.word) ? { kind: 'answer', cue: cue | meaning.code, value, distance: 8 } : null;
}

const interrogatives = new Set(['what', 'which', 'quoi', 'quel', 'quelle', 'que', 'cual', 'welcher', 'qual']);

/** `summer-breeze`: more than a word, which could be a name or a yes. */
function isMarked({ word }: Token): boolean {
  return /[^\p{L}]/u.test(word);
}

/** "… password? Ah yes, X.": a clause of one word behind the question, on its line. */
function replyTo(tokens: readonly Token[], cueEnd: number): number | null {
  const asked = tokens[cueEnd];
  let at = cueEnd;
  while (at < cueEnd + reach && tokens[at]?.sentence === asked?.sentence) at++;
  while (tokens[at]?.line === asked?.line && interjections.has(tokens[at]?.word ?? '')) at++;
  const value = tokens[at];
  if (value === undefined || value.line !== asked?.line || value.sentence === asked.sentence) return null;
  return /[.,;!]/.test(value.after) || tokens[at + 1]?.line !== value.line ? at : null;
}

const interjections = new Set(
  "ah oh oui yes yeah yep ok okay sure si ja sim well eh euh hum bien sur of course voyons tiens right it's it is c'est est ce always toujours still encore".split(
    ' ',
  ),
);
