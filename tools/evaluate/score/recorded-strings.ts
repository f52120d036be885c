// Strings that another program recorded of a document: which of them any reader could find, and whether this one did.
import { extname } from 'node:path';
import { Shares } from '../figures.ts';

/** Strings of one file that begin with the same letters were recorded under several settings: one reading shows one of them. */
const sameBeginning = 15;

export interface Recorded {
  readonly file: string;
  /** Strings recorded, without markup of the program. */
  readonly strings: readonly string[];
  /** All that was read out of the file. */
  readonly text: string;
  /** Nobody told the password: what is missing cannot be read. */
  readonly locked: boolean;
  /** Whether the file could show a string, judged without its reader. */
  readonly mayShow: (string: string) => boolean;
}

/** By format, with layout left out: letters and digits in their order, whatever stands between them. */
export class LegibleStrings {
  readonly #formats = new Shares();
  #locked = 0;
  #absent = 0;

  add({ file, strings, text, locked, mayShow }: Recorded): void {
    const read = lettersOf(text);
    const variants = Map.groupBy(strings, (string) => lettersOf(string).slice(0, sameBeginning));
    for (const same of variants.values()) {
      const found = same.some((string) => read.includes(lettersOf(string)));
      if (!found && locked) this.#locked++;
      else if (!found && !same.some(mayShow)) this.#absent++;
      else this.#formats.add(extname(file).toLowerCase(), found);
    }
  }

  rows() {
    return [
      ...this.#formats.rows((format) => `letters found in their order, ${format}`),
      { measure: 'left out: behind a password that nobody told', count: this.#locked },
      { measure: 'left out: no word of it in the file', count: this.#absent },
    ];
  }
}

export function lettersOf(text: string): string {
  return text.normalize('NFKC').replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Some recorded strings are attributes, class and font names and errors of the recording program, not words of the document. */
export function isMarkup(text: string): boolean {
  // The tag of a font that is in the file in part (ISO 32000-1 section 9.6.4).
  if (/^[A-Z]{6}\+\w+$/.test(text)) return true;
  return /\w="/.test(text) || text.startsWith('org.apache.tika.') || /\b\w+Exception\b/.test(text);
}
