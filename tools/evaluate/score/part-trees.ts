// Messages with the leaves another parser found in them: how many leaves have the same bytes, and where all is the same.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LeafFacts, Miss, Sample, Score } from '../evaluation.ts';
import { filesBelow } from '../files.ts';

const suffix = '_decoded.xml';

interface Tree {
  /** Paths of the decoded leaves in order. */
  readonly leaves: readonly string[];
}

export const partTrees: Score = async ({ folder, scan }) => {
  const trees = (await filesBelow(folder)).filter((path) => path.endsWith(suffix));
  const misses: Miss[] = [];
  let [exact, contents, complete, crashed, leaves, right] = [0, 0, 0, 0, 0, 0];
  for await (const { file, label, report, readings } of scan(messages(trees))) {
    if (report.findings.some(({ rule }) => rule === 'unreadable/crashed')) crashed++;
    const expected = await Promise.all(label.leaves.map(hashOfFile));
    leaves += expected.length;
    right += leavesFound(expected, readings.leaves);
    const difference = compareLeaves(expected, readings.leaves);
    if (difference === 'same') exact++;
    if (difference === 'same' || difference === 'order') contents++;
    if (difference !== 'bytes') complete++;
    if (difference !== 'same')
      misses.push({ file, why: `${difference}: ${expected.length} leaves expected, ${readings.leaves.length} found` });
  }
  const of = trees.length;
  return {
    rows: [
      { measure: 'leaves with the right decoded bytes', count: right, of: leaves, bar: 'at least 98 %' },
      { measure: 'same leaves, order and decoded bytes', count: exact, of, bar: 'all' },
      { measure: 'same leaves and bytes in any order', count: contents, of },
      { measure: 'every leaf found, further ones allowed', count: complete, of },
      { measure: 'crashed or hung', count: crashed, of, bar: 'none' },
    ],
    misses,
  };
};

async function* messages(trees: readonly string[]): AsyncGenerator<Sample<Tree>> {
  for (const tree of trees) {
    const stem = tree.slice(0, -suffix.length);
    const xml = await readFile(tree, 'utf8');
    const prefix = stem.slice(0, stem.lastIndexOf('__') + 2) || `${dirname(tree)}/`;
    const names = [...xml.matchAll(/<(?:text|binary)-body name="([^"]{1,300})"/g)].map((match) => match[1] ?? '');
    const leaves = names.map((name) => (prefix.startsWith('/') ? prefix + name : join(dirname(tree), name)));
    yield {
      file: `${stem.slice(dirname(tree).length + 1)}.msg`,
      raw: await readFile(`${stem}.msg`),
      label: { leaves },
    };
  }
}

type Hashes = Pick<LeafFacts, 'contentHash' | 'textHash'>;

function fits(hash: string, { contentHash, textHash }: Hashes): boolean {
  return contentHash === hash || textHash === hash;
}

/** How many of the expected leaves are among those found; each found one answers for one expected. */
export function leavesFound(expected: readonly string[], found: readonly Hashes[]): number {
  return expected.length - unmatched(expected, found).expected.length;
}

/** What stays alone when every expected leaf takes the first found one that fits. */
function unmatched(expected: readonly string[], found: readonly Hashes[]) {
  const left = [...found];
  const alone = expected.filter((hash) => {
    const at = left.findIndex((leaf) => fits(hash, leaf));
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
  return { expected: alone, found: left };
}

/** How our reading differs: not, in `order` only, by `extra` leaves, or in that expected `bytes` are nowhere to be found. */
export function compareLeaves(
  expected: readonly string[],
  found: readonly Hashes[],
): 'same' | 'order' | 'extra' | 'bytes' {
  const alone = unmatched(expected, found);
  if (alone.expected.length > 0) return 'bytes';
  if (alone.found.length > 0) return 'extra';
  return found.every((leaf, i) => fits(expected[i] ?? '', leaf)) ? 'same' : 'order';
}

async function hashOfFile(path: string): Promise<string> {
  const text = (await readFile(path)).toString('latin1').replaceAll('\r\n', '\n');
  return createHash('sha256').update(text, 'latin1').digest('hex');
}
