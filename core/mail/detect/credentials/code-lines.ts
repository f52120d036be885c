// Tells the lines of program text, patches and logs, where what looks made up is a name.
import { meaning } from './lexicon.ts';
import type { TokenisedText } from './tokens.ts';

/**
 * Program text, patches, logs: what looks made up there is a name. A line is judged by its first 300 characters and, unless
 * it speaks of signing in or says what something is, by the lines next to it; each is looked at once.
 */
export function codeLines({ tokens, lineStarts, text }: TokenisedText): (line: number) => boolean {
  const owns = new Uint8Array(lineStarts.length);
  const verdicts = new Uint8Array(lineStarts.length);
  const judge = (line: number): number => {
    const first = tokens[lineStarts[line] ?? 0];
    const last = tokens[(lineStarts[line + 1] ?? 0) - 1];
    if (first === undefined || last === undefined || first.line !== line) return empty;
    return kindOf(text.slice(first.start, Math.min(last.end, first.start + 300)));
  };
  /** "log in as kpatel with …": a sentence, whatever stands around it; `type:` is the name of a field. */
  const isSaid = (line: number): boolean => {
    for (let i = lineStarts[line] ?? 0; i < (lineStarts[line + 1] ?? 0); i++) {
      const { meanings = 0, after = '' } = tokens[i] ?? {};
      if ((meanings & (meaning.noun | meaning.verb | meaning.copula)) !== 0 && after === '') return true;
    }
    return false;
  };
  const own = (line: number): number => {
    if (owns[line] === 0) owns[line] = judge(line);
    return owns[line] ?? empty;
  };
  const codeBeside = (line: number, step: number): number => {
    let count = 0;
    for (let at = line + step, seen = 0; seen < beside && Math.abs(at - line) <= farthest; at += step) {
      const kind = own(at);
      if (kind !== empty) seen++;
      if (kind === yes) count++;
    }
    return count;
  };
  const verdictOf = (line: number): number => {
    const kind = own(line);
    if (kind === yes || kind === empty || isSaid(line)) return kind;
    const enough = kind === maybe ? 2 : 3;
    const above = codeBeside(line, -1);
    // Of prose most lines end here: nothing below could make up for what is missing above.
    return above + beside >= enough && above + codeBeside(line, 1) >= enough ? yes : no;
  };
  return (line) => {
    if (verdicts[line] === 0) verdicts[line] = verdictOf(line);
    return verdicts[line] === yes;
  };
}

const [no, yes, empty, maybe] = [1, 2, 3, 4];
/** Lines that are not empty, above and below; how far they are looked for. */
const [beside, farthest] = [2, 5];

const codeMarks = /[(){};=<>\\[\]]|_\w*|->|::|\/\w|\b[A-Z]\w{0,40}\??\.[A-Z]|\w\??\.[a-z]{1,40}[A-Z]|,$/g;
/** `type: schema.Integer,`: a member of an object or record, which has a type or dotted name. */
const member =
  /^['"]?[A-Za-z_$][\w$-]*['"]?\??: (?:(?:string|number|boolean|object|bool|int|float|double|char|void|any)\b[\w[\]<>, ]*|[A-Za-z_$][\w$]*(?:(?:\??\.[A-Za-z_$][\w$]*)+|\[\]|<[\w<>, ]*>))[,;]$/;
/** `shape: Crown2Tree,`: a member between members, a name and its password in a list. */
const pair = /^['"]?[A-Za-z_$][\w$-]*['"]?\??: [A-Za-z_$][\w$]*[,;]$/;

const plainWord = /(?<![^\s("'«“])\p{L}[\p{L}'’-]*(?![^\s,.;:!?)"'»”])/gu;

function kindOf(line: string): number {
  const marks = line.match(codeMarks)?.length ?? 0;
  if (member.test(line) || /^[-+]\S|^[-+]\s{2}|^@@|^\+\s|^-\t|^\s*(?:\/\/|\/\*|\*\/)|\(\)/.test(line)) return yes;
  // Long sentences have brackets and semicolons too.
  if ((marks >= 4 || line.endsWith(';')) && (line.match(plainWord)?.length ?? 0) < Math.max(8, 2 * marks)) return yes;
  return pair.test(line) ? maybe : no;
}
