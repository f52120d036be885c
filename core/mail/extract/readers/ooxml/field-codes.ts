// Watches field codes of a Word document for those that fetch or start something (ECMA-376 part 1, 17.16.5).
import type { Gathering } from '../gathering.ts';
import { isForeignFile } from '../network-file.ts';

export interface FieldWatcher {
  /** `begin`, `separate` or `end`. */
  mark(type: string): void;
  instruction(text: string): void;
  simple(instruction: string): void;
}

const longestInstruction = 4096;
const deepestNesting = 32;

export function fieldWatcher(found: Gathering): FieldWatcher {
  const open: string[] = [];
  let overflow = 0;

  function end(): void {
    if (overflow > 0) {
      overflow--;
      return;
    }
    const code = open.pop();
    if (code === undefined) return;
    const value = judgeField(code, found);
    // A nested field stands for its result: QUOTE fields spell a command out of character codes.
    const outer = open.length - 1;
    const around = open[outer];
    if (around !== undefined && value !== '') open[outer] = (around + value).slice(0, longestInstruction);
  }

  return {
    mark: (type) => {
      if (type === 'begin') {
        if (open.length < deepestNesting) open.push('');
        else overflow++;
      } else if (type === 'end') end();
    },
    instruction: (text) => {
      const last = open.length - 1;
      const code = open[last];
      if (code === undefined) judgeField(text.slice(0, longestInstruction), found);
      else if (code.length < longestInstruction) open[last] = (code + text).slice(0, longestInstruction);
    },
    simple: (instruction) => {
      judgeField(instruction.slice(0, longestInstruction), found);
    },
  };
}

/** Notes what the field would do; returns the text it stands for where that is known. */
export function judgeField(code: string, found: Gathering): string {
  const trimmed = code.trimStart();
  const name = /^\\?["']?([A-Za-z]{1,20})/.exec(trimmed.slice(0, 40))?.[1]?.toUpperCase();
  if (name === 'DDE' || name === 'DDEAUTO') found.fact('dde');
  if (
    name === 'INCLUDEPICTURE' ||
    name === 'INCLUDETEXT' ||
    name === 'INCLUDE' ||
    name === 'IMPORT' ||
    name === 'LINK'
  ) {
    if (/(https?|file|ftp|mhtml):|\\\\/i.test(trimmed)) {
      found.fact('external-link');
      // Backslashes are doubled within quotes.
      if (trimmed.split(/[\s"]+/).some((word) => isForeignFile(word) || isForeignFile(word.replaceAll('\\\\', '\\'))))
        found.fact('remote-file');
      found.add('hidden', 'field-code', trimmed);
    }
  }
  return name === 'QUOTE' ? quoted(trimmed.slice(5)) : '';
}

function quoted(argument: string): string {
  const words = argument.trim().split(/\s+/);
  const codes = words.filter((word) => /^\d{1,5}$/.test(word)).map(Number);
  return codes.length === words.length ? String.fromCharCode(...codes) : argument.replaceAll('"', '').trim();
}
