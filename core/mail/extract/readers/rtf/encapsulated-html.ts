// Takes HTML back out of RTF that Outlook wrapped around it ([MS-OXRTFEX] 2.1.3).
import type { Budget } from '../../limits.ts';
import { rtfCharacters } from './rtf-characters.ts';
import { tokenizeRtf } from './rtf-tokens.ts';

interface State {
  codePage: number | null;
  unicodeSkip: number;
  font: number | null;
  skip: boolean;
  htmlRtf: boolean;
  ignorable: boolean;
}

const headerSize = 4096;
const unseen = new Set(['fonttbl', 'colortbl', 'stylesheet', 'generator', 'info', 'mhtmltag', 'pntext', 'objdata']);

/** Null when the RTF holds no encapsulated HTML. */
export function encapsulatedHtml(bytes: Uint8Array, budget: Budget): string | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, headerSize)).toString('latin1');
  if (!head.includes('\\fromhtml1')) return null;
  const pieces: string[] = [];
  const stack: State[] = [];
  let state: State = { codePage: null, unicodeSkip: 1, font: null, skip: false, htmlRtf: false, ignorable: false };
  let fresh = false;
  const chars = rtfCharacters((text) => {
    if (!state.skip && !state.htmlRtf) pieces.push(text);
  });
  tokenizeRtf(
    bytes,
    {
      openGroup: () => {
        chars.flush();
        if (stack.length < 10_000) stack.push(state);
        state = { ...state, ignorable: false };
        fresh = true;
      },
      closeGroup: () => {
        chars.flush();
        state = stack.pop() ?? state;
      },
      control: (word, parameter) => {
        chars.flush();
        const first = fresh;
        fresh = false;
        if (word === 'htmlrtf') state.htmlRtf = parameter !== 0;
        else if (word === 'htmltag') state.skip = false;
        else if (first && (unseen.has(word) || state.ignorable)) state.skip = true;
        else if (!chars.control(word, parameter, state) && !state.skip && !state.htmlRtf) {
          if (word === 'par' || word === 'line') pieces.push('\r\n');
          else if (word === 'tab') pieces.push('\t');
        }
      },
      symbol: (char) => {
        if (char === '*') state.ignorable = true;
        else chars.symbol(char === '~' ? '~' : char, state);
      },
      byte: (value) => chars.byte(value, state),
      run: (source, from, to) => {
        fresh = false;
        chars.run(source, from, to, state);
      },
      binary: () => undefined,
    },
    budget,
  );
  return pieces.join('');
}
