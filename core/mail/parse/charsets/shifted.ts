// Seven-bit charsets that shift between ASCII and two-byte sets, which browsers gave up and mail did not:
// ISO-2022-KR (RFC 1557), ISO-2022-CN (RFC 1922) and HZ (RFC 1843). Each is rewritten to its eight-bit sibling.

export interface Shifted {
  /** In the charset `sibling`. */
  readonly bytes: Buffer;
  readonly sibling: 'euc-kr' | 'gb18030';
  /** A set was used that is not known here; its characters are question marks. */
  readonly incomplete: boolean;
}

const ESC = 0x1b;
const SO = 0x0e;
const SI = 0x0f;
const QUESTION = 0x3f;

/** The sets that ESC $ ) may name: Korean, simplified Chinese; anything else (CNS 11643) is not known. */
const knownSets: ReadonlyMap<string, Shifted['sibling']> = new Map([
  ['C', 'euc-kr'],
  ['A', 'gb18030'],
]);

/** Reads ISO-2022-KR or -CN: SO and SI switch to and from the set that the last ESC $ ) named. Linear. */
export function fromIso2022(bytes: Uint8Array, sibling: Shifted['sibling']): Shifted {
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  let wide = false;
  let known = true;
  let incomplete = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === ESC && bytes[i + 1] === 0x24) {
      // ESC $ ) F names the set of SO; ESC $ * F one for single shifts.
      if (bytes[i + 2] === 0x29) known = knownSets.get(String.fromCharCode(bytes[i + 3] ?? 0)) === sibling;
      i += 3;
    } else if (byte === ESC && bytes[i + 1] === 0x4e) {
      incomplete = true;
      out[length++] = QUESTION;
      i += 3;
    } else if (byte === SO) wide = true;
    else if (byte === SI) wide = false;
    else if (byte === 0x0a) {
      // Both RFCs end the shift with the line.
      wide = false;
      out[length++] = byte;
    } else if (wide && byte > 0x20 && byte < 0x7f) {
      if (!known) incomplete = true;
      out[length++] = known ? byte | 0x80 : QUESTION;
    } else out[length++] = byte;
  }
  return { bytes: out.subarray(0, length), sibling, incomplete };
}

/** Reads HZ: `~{` and `~}` around two-byte characters, `~~` for a tilde, `~` at a line's end to go on. Linear. */
export function fromHz(bytes: Uint8Array): Shifted {
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  let wide = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    const next = bytes[i + 1] ?? 0;
    if (byte === 0x7e && next === 0x7b) {
      wide = true;
      i++;
    } else if (byte === 0x7e && next === 0x7d) {
      wide = false;
      i++;
    } else if (byte === 0x7e && !wide && (next === 0x7e || next === 0x0a)) {
      if (next === 0x7e) out[length++] = byte;
      i++;
    } else {
      if (byte === 0x0a) wide = false;
      out[length++] = wide && byte > 0x20 && byte < 0x7f ? byte | 0x80 : byte;
    }
  }
  return { bytes: out.subarray(0, length), sibling: 'gb18030', incomplete: false };
}
