// Tells the lines of program text, patches and logs, where what looks made up is a name.
import type { TokenisedText } from './tokens.ts';

/** Program text, patches, logs: what looks made up there is a name. Each line is judged once, by its first 300 characters. */
export function codeLines({ tokens, lineStarts, text }: TokenisedText): (line: number) => boolean {
  const known = new Uint8Array(lineStarts.length);
  const judge = (line: number): boolean => {
    const first = tokens[lineStarts[line] ?? 0];
    const last = tokens[(lineStarts[line + 1] ?? 0) - 1];
    if (first === undefined || last === undefined || first.line !== line) return false;
    return isCodeText(text.slice(first.start, Math.min(last.end, first.start + 300)));
  };
  return (line) => {
    if (known[line] === 0) known[line] = judge(line) ? yes : no;
    return known[line] === yes;
  };
}

const [no, yes] = [1, 2];

const codeMarks = /[(){};=<>_\\[\]]|->|::|\/\w/g;

function isCodeText(line: string): boolean {
  return (
    (line.match(codeMarks)?.length ?? 0) >= 4 ||
    /^[-+]\S|^[-+]\s{2}|^@@|^\+\s|^-\t|^\s*(?:\/\/|\/\*|\*\/)|;$|\(\)/.test(line)
  );
}
