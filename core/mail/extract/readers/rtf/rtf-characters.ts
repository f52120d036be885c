// Characters of RTF: bytes in the code page of the current font, \u escapes with their stand-ins, named symbols.
import { codePageLabel, decodeAs } from '../byte-view.ts';

export interface CharacterState {
  codePage: number | null;
  unicodeSkip: number;
  font: number | null;
}

export interface RtfCharacters {
  /** True when the word concerned characters or fonts. */
  control(word: string, parameter: number | null, state: CharacterState): boolean;
  symbol(char: string, state: CharacterState): void;
  byte(value: number, state: CharacterState): void;
  run(source: Uint8Array, from: number, to: number, state: CharacterState): void;
  /** Hands on bytes that wait for the rest of a double-byte character. */
  flush(): void;
}

const named: Readonly<Record<string, string>> = {
  emdash: '\u2014',
  endash: '\u2013',
  emspace: '\u2003',
  enspace: '\u2002',
  qmspace: '\u2005',
  bullet: '\u2022',
  lquote: '\u2018',
  rquote: '\u2019',
  ldblquote: '\u201c',
  rdblquote: '\u201d',
};

/** Code page of a \fcharset (RTF 1.9.1, font table). */
const charsets: Readonly<Record<number, number>> = {
  77: 10000,
  128: 932,
  129: 949,
  130: 1361,
  134: 936,
  136: 950,
  161: 1253,
  162: 1254,
  163: 1258,
  177: 1255,
  178: 1256,
  186: 1257,
  204: 1251,
  222: 874,
  238: 1250,
};

/** `emit` takes decoded text, in order. */
export function rtfCharacters(emit: (text: string) => void): RtfCharacters {
  const fonts = new Map<number, number>();
  let documentCodePage = 1252;
  let pending: number[] = [];
  let pendingCodePage = 1252;
  /** Characters still to be skipped because a \u already said them. */
  let toSkip = 0;

  function flush(): void {
    if (pending.length === 0) return;
    const bytes = Uint8Array.from(pending);
    pending = [];
    emit(decodeAs(codePageLabel(pendingCodePage), bytes));
  }

  function unicode(parameter: number, state: CharacterState): void {
    flush();
    const code = parameter < 0 ? parameter + 65_536 : parameter;
    if (code >= 0 && code <= 0xffff) emit(String.fromCharCode(code));
    toSkip = state.unicodeSkip;
  }

  function control(word: string, parameter: number | null, state: CharacterState): boolean {
    if (Object.hasOwn(named, word)) {
      if (toSkip > 0) toSkip--;
      else emit(named[word] ?? '');
      return true;
    }
    switch (word) {
      case 'u':
        unicode(parameter ?? 0, state);
        return true;
      case 'uc':
        state.unicodeSkip = Math.min(16, Math.max(0, parameter ?? 1));
        return true;
      case 'f':
        state.font = parameter;
        state.codePage = fonts.get(parameter ?? -1) ?? null;
        return true;
      case 'fcharset':
        if (state.font !== null && fonts.size < 10_000) {
          const codePage = charsets[parameter ?? 0];
          if (codePage !== undefined) fonts.set(state.font, codePage);
        }
        return true;
      case 'cpg':
        if (state.font !== null && parameter !== null && fonts.size < 10_000) fonts.set(state.font, parameter);
        return true;
      case 'ansicpg':
        documentCodePage = parameter ?? 1252;
        return true;
      case 'mac':
        documentCodePage = 10000;
        return true;
      default:
        return false;
    }
  }

  return {
    control,
    flush,
    symbol: (char) => {
      flush();
      if (toSkip > 0) toSkip--;
      else if (char === '~') emit('\u00a0');
      else if (char === '_') emit('\u2011');
      else if (char === '-') emit('\u00ad');
      else if (char === '\n' || char === '\r') emit('\n');
      else if (char === '{' || char === '}' || char === '\\') emit(char);
    },
    byte: (value, state) => {
      if (toSkip > 0) {
        toSkip--;
        return;
      }
      const codePage = state.codePage ?? documentCodePage;
      if (codePage !== pendingCodePage || pending.length > 8192) flush();
      pendingCodePage = codePage;
      pending.push(value);
    },
    run: (source, from, to, state) => {
      const start = Math.min(to, from + toSkip);
      toSkip -= start - from;
      if (start === to) return;
      const codePage = state.codePage ?? documentCodePage;
      // A double-byte character may have its second byte written plain.
      if (pending.length > 0 && codePage === pendingCodePage) {
        pending.push(source[start] ?? 0);
        flush();
        if (start + 1 < to) emit(decodeAs(codePageLabel(codePage), source.subarray(start + 1, to)));
        return;
      }
      flush();
      emit(decodeAs(codePageLabel(codePage), source.subarray(start, to)));
    },
  };
}
