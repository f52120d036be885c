// Messages with the leaves another parser found in them: the same leaves, in the same order, with the same bytes.
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
  let [exact, contents, complete, crashed] = [0, 0, 0, 0];
  for await (const { file, label, report, readings } of scan(messages(trees))) {
    if (report.findings.some(({ rule }) => rule === 'unreadable/crashed')) crashed++;
    const expected = await Promise.all(label.leaves.map(hashOfFile));
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

/** How our reading differs: not, in `order` only, by `extra` leaves, or in that expected `bytes` are nowhere to be found. */
export function compareLeaves(
  expected: readonly string[],
  found: readonly Pick<LeafFacts, 'contentHash' | 'textHash'>[],
): 'same' | 'order' | 'extra' | 'bytes' {
  const fits = (hash: string, leaf: (typeof found)[number]) => leaf.contentHash === hash || leaf.textHash === hash;
  const left = [...found];
  for (const hash of expected) {
    const at = left.findIndex((leaf) => fits(hash, leaf));
    if (at === -1) return 'bytes';
    left.splice(at, 1);
  }
  if (left.length > 0) return 'extra';
  return found.every((leaf, i) => fits(expected[i] ?? '', leaf)) ? 'same' : 'order';
}

async function hashOfFile(path: string): Promise<string> {
  const text = (await readFile(path)).toString('latin1').replaceAll('\r\n', '\n');
  return createHash('sha256').update(text, 'latin1').digest('hex');
}
