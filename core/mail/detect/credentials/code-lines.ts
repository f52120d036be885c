// Tells the lines of program text, patches and logs, where what looks made up is a name.
import type { TokenisedText } from './tokens.ts';

/**
 * Program text, patches, logs: what looks made up there is a name. A line is judged by its first 300 characters and by the
 * lines next to it; each is looked at once.
 */
export function codeLines({ tokens, lineStarts, text }: TokenisedText): (line: number) => boolean {
  const owns = new Uint8Array(lineStarts.length);
  const verdicts = new Uint8Array(lineStarts.length);
  const judge = (line: number): number => {
    const first = tokens[lineStarts[line] ?? 0];
    const last = tokens[(lineStarts[line + 1] ?? 0) - 1];
    if (first === undefined || last === undefined || first.line !== line) return empty;
    return isCodeText(text.slice(first.start, Math.min(last.end, first.start + 300))) ? yes : no;
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
    if (own(line) !== no) return own(line);
    const above = codeBeside(line, -1);
    // Of prose most lines end here: nothing below could make up for what is missing above.
    return above + beside >= enough && above + codeBeside(line, 1) >= enough ? yes : no;
  };
  return (line) => {
    if (verdicts[line] === 0) verdicts[line] = verdictOf(line);
    return verdicts[line] === yes;
  };
}

const [no, yes, empty] = [1, 2, 3];
/** Lines that are not empty, above and below, and how many of them must be program text; how far they are looked for. */
const [beside, enough, farthest] = [2, 3, 5];

const codeMarks = /[(){};=<>_\\[\]]|->|::|\/\w|\b[A-Z]\w{0,40}\??\.[A-Z]|\w\??\.[a-z]{1,40}[A-Z]|,$/g;
/** `type: schema.Integer,`: a member of an object or record. */
const member = /^['"]?[A-Za-z_$][\w$-]*['"]?\??: [A-Za-z_$][\w$.?]*(?:\[\]|<[\w<>, ]*>)?[,;]$/;

function isCodeText(line: string): boolean {
  return (
    (line.match(codeMarks)?.length ?? 0) >= 4 ||
    member.test(line) ||
    /^[-+]\S|^[-+]\s{2}|^@@|^\+\s|^-\t|^\s*(?:\/\/|\/\*|\*\/)|;$|\(\)/.test(line)
  );
}
