// Words and forms of values as traits: hashed into slots that many share, so that no text can be rebuilt from the weights.

const bits = 16;
export const slotCount = 1 << bits;

/** Log-odds that words here, and words elsewhere, may change: else one said again and again would decide alone. */
export const mostOfWords = 4;

/** What a word does for a value: where it stands beside it. */
export const role = {
  left: 1,
  right: 2,
  beside: 3,
  elsewhere: 10,
  subject: 17,
  form: 18,
  sameLengths: 19,
  part: 20,
  inside: 21,
  opens: 22,
  closes: 23,
} as const;

export const emptyHash = 0x811c9dc5;

/** FNV-1a, by one UTF-16 code unit. */
export function addToHash(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193);
}

export function hashOf(text: string): number {
  let hash = emptyHash;
  for (let i = 0; i < text.length; i++) hash = addToHash(hash, text.charCodeAt(i));
  return hash;
}

/** The same word has another slot in each role. */
export function slotOf(hash: number, part: number): number {
  return Math.imul(hash ^ Math.imul(part, 0x9e3779b1), 0x85ebca6b) >>> (32 - bits);
}
