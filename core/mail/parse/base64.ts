// Base64 as mail programs decode it, and what they disagree about when it is not clean (RFC 2045 section 6.8).
import type { Decoded } from './decoded.ts';
import { LF } from './lines.ts';

const WHITE = 64;
const PAD = 65;
const JUNK = 66;

const classes = (() => {
  const table = new Uint8Array(256).fill(JUNK);
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  for (let i = 0; i < 64; i++) table[alphabet.charCodeAt(i)] = i;
  for (const white of [9, 10, 11, 12, 13, 32]) table[white] = WHITE;
  table[61] = PAD;
  return table;
})();

/** What the text looks like before it is decoded. */
interface Survey {
  /** Characters before the first padding that are neither alphabet nor white space. */
  readonly junk: boolean;
  /** Alphabet characters after padding. */
  readonly afterPad: boolean;
  /** A line that is not the last has a length that is no multiple of four. */
  readonly raggedLine: boolean;
  /** The last group is incomplete and not padded. */
  readonly unpadded: boolean;
  /** All of it together is groups of four. */
  readonly whole: boolean;
}

function survey(bytes: Buffer): Survey {
  let junk = false;
  let padded = false;
  let afterPad = false;
  let ragged = false;
  let line = 0;
  let pendingRagged = false;
  let characters = 0;
  let pads = 0;
  for (let i = 0; i < bytes.length; i++) {
    const kind = classes[bytes[i] ?? 0] ?? JUNK;
    if (kind < 64) {
      if (padded) afterPad = true;
      if (pendingRagged) ragged = true;
      line++;
      characters++;
    } else if (kind === PAD) {
      padded = true;
      pads++;
      line++;
    } else if (kind === JUNK) junk = true;
    if (bytes[i] === LF) {
      if (line % 4 !== 0) pendingRagged = true;
      line = 0;
    }
  }
  const unpadded = !padded && characters % 4 !== 0;
  return { junk, afterPad, raggedLine: ragged, unpadded, whole: pads < 3 && (characters + pads) % 4 === 0 };
}

/** How decoders differ. */
interface Mode {
  /** What `=` does: ends everything, ends its group of four, or is skipped. */
  readonly pad: 'stop' | 'group' | 'skip';
  /** Start afresh at each line, dropping an incomplete group. */
  readonly byLine: boolean;
  /** Drop an incomplete group at the end. */
  readonly wholeGroups?: boolean;
}

function decodeWith(bytes: Buffer, mode: Mode): Buffer {
  const out = Buffer.alloc(Math.ceil((bytes.length * 3) / 4) + 3);
  let length = 0;
  let bits = 0;
  let count = 0;
  const flush = (): void => {
    if (count === 2) out[length++] = bits >> 4;
    if (count === 3) {
      out[length++] = bits >> 10;
      out[length++] = (bits >> 2) & 255;
    }
    bits = 0;
    count = 0;
  };
  for (let i = 0; i < bytes.length; i++) {
    const kind = classes[bytes[i] ?? 0] ?? JUNK;
    if (kind < 64) {
      bits = (bits << 6) | kind;
      if (++count === 4) {
        out[length++] = bits >> 16;
        out[length++] = (bits >> 8) & 255;
        out[length++] = bits & 255;
        bits = 0;
        count = 0;
      }
    } else if (kind === PAD && mode.pad !== 'skip') {
      flush();
      if (mode.pad === 'stop') break;
    } else if (mode.byLine && bytes[i] === LF) {
      bits = 0;
      count = 0;
    }
  }
  if (mode.wholeGroups !== true) flush();
  return out.subarray(0, length);
}

function oddness({ junk, afterPad, raggedLine }: Omit<Survey, 'unpadded' | 'whole'>): string {
  if (afterPad) return 'base64-after-padding';
  if (junk) return 'base64-junk';
  return raggedLine ? 'base64-ragged-lines' : 'base64-unpadded';
}

/** Everything decoded, data behind padding included; `others` are what stricter or looser readers get. */
export function decodeBase64(bytes: Buffer): Decoded {
  const { junk, afterPad, raggedLine, unpadded, whole } = survey(bytes);
  // Line ends mean nothing (RFC 2045 section 6.8): lines of any length are in order as long as the whole is.
  if (!junk && !afterPad && !unpadded && (!raggedLine || whole)) {
    return { content: Buffer.from(bytes.toString('latin1'), 'base64'), others: [], odd: null, unread: false };
  }
  const content = decodeWith(bytes, { pad: 'group', byLine: false });
  const others: Buffer[] = [];
  if (afterPad)
    others.push(decodeWith(bytes, { pad: 'stop', byLine: false }), decodeWith(bytes, { pad: 'skip', byLine: false }));
  if (junk || unpadded) others.push(decodeWith(bytes, { pad: 'group', byLine: false, wholeGroups: true }));
  if (raggedLine) others.push(decodeWith(bytes, { pad: 'group', byLine: true }));
  const odd = oddness({ junk, afterPad, raggedLine });
  return { content, others: others.filter((other) => other.length > 0 && !other.equals(content)), odd, unread: false };
}
