// Reads the quoted-printable spelling (RFC 2045 section 6.7) of a text that nobody decoded, as people paste it from a mail's source.

/** A letter beyond ASCII, an equals sign or a space at the end of a line: as no other text spells them. */
const marks = /=(?:3D|C3=[89AB][0-9A-F]|E2=80=[89AB][0-9A-F]|20(?=\r?\n|$))/;

export function isQuotedPrintable(text: string): boolean {
  return marks.test(text);
}

/** Only what no plain text says by itself: `PIN=482713` and `code=AB12` stand in texts with an escape elsewhere. */
const escaped =
  /=(?:\r?\n|3D|20(?=\r?\n|$)|[CD][0-9A-F]=[89AB][0-9A-F]|E[0-9A-F](?:=[89AB][0-9A-F]){2}|F[0-4](?:=[89AB][0-9A-F]){3})/y;

/** What the escape at `at` stands for, and its length in UTF-16 code units; null where there is none. */
export function escapeAt(text: string, at: number): readonly [string, number] | null {
  escaped.lastIndex = at;
  const found = escaped.exec(text)?.[0];
  if (found === undefined) return null;
  if (found.endsWith('\n')) return isFullLine(text, at) ? ['', found.length] : null;
  if (found.length === 3) return [found === '=3D' ? '=' : ' ', 3];
  const char = Buffer.from(found.replaceAll('=', ''), 'hex').toString();
  return char.includes('\ufffd') ? null : [char, found.length];
}

/** Lines are broken where they grow too long, at 76 characters or a little before; any other `=` ends a word. */
function isFullLine(text: string, end: number): boolean {
  const length = end - text.lastIndexOf('\n', end - 1);
  return length >= 70 && length <= 76;
}
