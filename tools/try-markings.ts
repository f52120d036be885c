// node tools/try-markings.ts [COUNT] [SEED] [--details]: made mails, marked in every carrier and dress or only talking of levels, and how many are read right.
import { resolve } from 'node:path';
import { readPolicyFolder } from '../adapters/local/policy-folder.ts';
import { examine } from '../core/mail/examine.ts';
import type { Classification } from '../core/model/finding.ts';
import { loadRulebook } from '../core/rulebook/load-rulebook.ts';
import { type MadeMail, madeMail } from '../tests/harness/markings/made-mails.ts';

const numbers = process.argv.slice(2).filter((argument) => /^\d+$/.test(argument));
const details = process.argv.includes('--details');
const [count, first] = [Number(numbers[0] ?? 2000), Number(numbers[1] ?? 1)];
const { files, pack } = readPolicyFolder(resolve(import.meta.dirname, '../policy'));
const dependencies = { rulebook: loadRulebook(files, pack), fingerprint: () => '', now: () => performance.now() };

interface Tally {
  right: number;
  /** The right level under another scheme's name. */
  level: number;
  of: number;
}

const tallies = new Map<string, Tally>();

function tally(group: string, right: boolean, level: boolean): void {
  const known = tallies.get(group) ?? { right: 0, level: 0, of: 0 };
  tallies.set(group, known);
  known.of++;
  if (right) known.right++;
  if (level) known.level++;
}

function judge({ mark, carrier, manner, line }: MadeMail, found: Classification | null): void {
  const level = mark === null ? found === null : found?.level === mark.level;
  const right = level && (mark === null || found?.scheme === mark.scheme);
  const kind = mark === null ? 'not marked' : 'marked';
  for (const group of [`all, ${kind}`, `manner ${manner}`, `${kind} in ${carrier}`]) tally(group, right, level);
  if (details && !level)
    console.log(`${manner} · ${carrier} · ${JSON.stringify(line)} · ${mark?.level ?? '-'} → ${found?.level ?? '-'}`);
}

for (let seed = first; seed < first + count; seed++) {
  const made = madeMail(seed);
  const { classification } = await examine(made.raw, { mailFrom: null, ocr: false }, dependencies);
  judge(made, classification);
}
console.log('| group | right level | and scheme | of |\n|---|--:|--:|--:|');
for (const [group, { right, level, of }] of [...tallies].sort(([a], [b]) => a.localeCompare(b)))
  console.log(`| ${group} | ${level} | ${right} | ${of} |`);
