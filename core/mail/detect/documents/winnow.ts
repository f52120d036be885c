// Chooses the passages of a text that stand for it (winnowing, Schleimer, Wilkerson and Aiken 2003): of every run of
// `guaranteed` letters, wherever it is pasted, the same passage is chosen.

/** Normalised letters of one passage. */
export const passageLength = 40;
/** Normalised letters: any verbatim run this long shares a chosen passage, with as much of the run again before or behind it. */
export const guaranteed = 120;

const windowSize = guaranteed - passageLength + 1;

/** Places of the chosen passages, ascending. `base` is odd and comes from the key, so that nobody outside knows the choice. */
export function chosenPassages(letters: Uint16Array, base: number): readonly number[] {
  const hashes = rollingHashes(letters, base);
  const window = Math.min(windowSize, hashes.length);
  const chosen: number[] = [];
  // A queue of candidates whose hashes rise: its head is the least of the window, the rightmost one of equals.
  const queue = new Int32Array(window + 1);
  let head = 0;
  let size = 0;
  for (let i = 0; i < hashes.length; i++) {
    const hash = hashes[i] ?? 0;
    while (size > 0 && (hashes[queue[(head + size - 1) % queue.length] ?? 0] ?? 0) >= hash) size--;
    queue[(head + size++) % queue.length] = i;
    if ((queue[head] ?? 0) <= i - window) {
      head = (head + 1) % queue.length;
      size--;
    }
    const least = queue[head] ?? 0;
    if (i >= window - 1 && chosen.at(-1) !== least) chosen.push(least);
  }
  return chosen;
}

/** One hash for each place a passage can begin at. */
function rollingHashes(letters: Uint16Array, base: number): Uint32Array {
  const hashes = new Uint32Array(Math.max(0, letters.length - passageLength + 1));
  let power = 1;
  for (let i = 1; i < passageLength; i++) power = Math.imul(power, base);
  let sum = 0;
  for (let i = 0; i < letters.length; i++) {
    if (i >= passageLength) sum = (sum - Math.imul(letters[i - passageLength] ?? 0, power)) | 0;
    sum = (Math.imul(sum, base) + (letters[i] ?? 0)) | 0;
    if (i >= passageLength - 1) hashes[i - passageLength + 1] = mixed(sum);
  }
  return hashes;
}

/** Spreads the weak low bits of a polynomial hash over all 32 (the finaliser of MurmurHash3). */
export function mixed(sum: number): number {
  let hash = sum;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
