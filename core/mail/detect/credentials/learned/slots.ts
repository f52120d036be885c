// Words and forms of values as traits: hashed into slots that many share, so that no text can be rebuilt from the weights.

const bits = 14;
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
} as const;

/** FNV-1a over UTF-16 code units. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/** The same word has another slot in each role. */
export function slotOf(hash: number, part: number): number {
  return Math.imul(hash ^ Math.imul(part, 0x9e3779b1), 0x85ebca6b) >>> (32 - bits);
}
