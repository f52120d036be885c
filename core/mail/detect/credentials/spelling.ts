// Tells whether a word is a slip of the keyboard away from another.

/** One letter left out, added, changed, or two neighbours swapped; the first letter must be right. Both words are short. */
export function isOneSlipAway(word: string, typed: string): boolean {
  if (word === typed) return true;
  if (word.charCodeAt(0) !== typed.charCodeAt(0) || Math.abs(word.length - typed.length) > 1) return false;
  let at = 0;
  while (at < word.length && word[at] === typed[at]) at++;
  if (word.length < typed.length) return word.slice(at) === typed.slice(at + 1);
  if (word.length > typed.length) return word.slice(at + 1) === typed.slice(at);
  if (word.slice(at + 1) === typed.slice(at + 1)) return true;
  return word[at] === typed[at + 1] && word[at + 1] === typed[at] && word.slice(at + 2) === typed.slice(at + 2);
}
