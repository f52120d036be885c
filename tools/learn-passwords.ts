// Learns how to tell a disclosed secret from what only looks like one, and writes the weights the detector judges with.
//
//   node tools/learn-passwords.ts [--held SET,SET …] FOLDER …
//
// Learns from tests/fixtures/disclosures and from what the rules for credentials must leave alone; the folders hold
// ordinary mail (.eml) as a counterweight, of which nothing but counts of traits enters. The same input gives the same
// weights, after some ten minutes. With --held nothing is written: the sets named are judged by what was learned without them,
// by weights that are not yet rounded.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { readPolicyFolder } from '../adapters/local/policy-folder.ts';
import { judgeWith } from '../core/mail/detect/credentials/learned/judging.ts';
import { type Net, parts } from '../core/mail/detect/credentials/learned/net.ts';
import { sumWeights } from '../core/mail/detect/credentials/learned/sum-weights.ts';
import { lexiconOf } from '../core/mail/detect/credentials/lexicon.ts';
import { loadRulebook } from '../core/rulebook/load-rulebook.ts';
import { type Labelled, readDisclosures } from './evaluate/disclosures.ts';
import { type Example, examplesOf } from './learn/examples.ts';
import { fitNet } from './learn/fit-net.ts';
import { fitWeights } from './learn/fit-weights.ts';
import { ordinaryMail } from './learn/ordinary-mail.ts';

/** Log-odds from which a value is flagged: chosen so that some 97 of 100 flags are right on a held-out set. */
const threshold = -0.4;
/** How much a value of ordinary mail counts beside one of a labelled message. */
const ordinaryWeight = 4;
/** And one in what the rules must leave alone. */
const nearMissWeight = 4;
/** Values of ordinary mail below this are told apart already and left out. */
const easy = -5;
/** Parts of one unit of log-odds; a weight is one signed byte. */
const steps = 20;

const path = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const lexicon = lexiconOf(loadRulebook(readPolicyFolder(path('policy')).files, 'default'));

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { held: { type: 'string' } }, allowPositionals: true });
  const messages = await readDisclosures(path('tests/fixtures/disclosures'));
  const heldSets = new Set(values.held?.split(','));
  const isHeld = (message: Labelled): boolean => heldSets.has(setOf(message));
  const labelled = [
    ...messages.filter((message) => !isHeld(message)).flatMap((message) => examplesOf(message, lexicon)),
    ...nearMisses().flatMap((message) => examplesOf(message, lexicon, nearMissWeight)),
  ];
  const examples = [...labelled, ...(await hardOnes(fitWeights(labelled), positionals))];
  const weights = fitWeights(examples);
  const net = fitNet(examples, progress);
  if (values.held !== undefined) return judgeHeld(messages.filter(isHeld), weights, net);
  writeFileSync(path('core/mail/detect/credentials/learned/weights.ts'), weightsModule(weights));
  writeFileSync(path('core/mail/detect/credentials/learned/net-weights.ts'), netModule(net));
}

function progress(share: number): void {
  process.stderr.write(`\rlearning the net: ${Math.round(100 * share)} %${share === 1 ? '\n' : ''}`);
}

/** What the rules for credentials must leave alone. */
function nearMisses(): readonly Labelled[] {
  const folder = path('policy/rules/credentials');
  return readdirSync(folder).flatMap((name) => {
    const rule = parse(readFileSync(`${folder}/${name}`, 'utf8')) as { must_not_match: readonly unknown[] };
    return rule.must_not_match
      .filter((text) => typeof text === 'string')
      .map((body, i) => ({
        id: `rules-${name}-${i}`,
        lang: '',
        subject: '',
        body,
        disclosed: false,
        secrets: [],
        kind: null,
        form: 'rules',
      }));
  });
}

/** Values of ordinary mail that the labelled messages alone do not tell apart. */
async function hardOnes(weights: Float64Array, folders: readonly string[]): Promise<readonly Example[]> {
  const hard: Example[] = [];
  for await (const mail of ordinaryMail(folders))
    for (const example of examplesOf(mail, lexicon, ordinaryWeight))
      if (sumWeights(weights, example.traits) > easy) hard.push(example);
  return hard;
}

/** By set: how many are flagged at each of some thresholds, and how many of these rightly. */
function judgeHeld(messages: readonly Labelled[], weights: Float64Array, net: Net): void {
  const judged = messages.map((message) => {
    const judge = judgeWith(weights, net);
    return { ...message, odds: Math.max(-99, ...examplesOf(message, lexicon).map(({ traits }) => judge(traits))) };
  });
  process.stdout.write('| set held out | messages | threshold | precision | recall |\n|---|--:|--:|--:|--:|\n');
  for (const set of new Set(messages.map(setOf)))
    for (const least of thresholds) {
      const held = judged.filter((message) => setOf(message) === set);
      const flagged = held.filter(({ odds }) => odds > least);
      const right = flagged.filter(({ disclosed }) => disclosed).length;
      const all = held.filter(({ disclosed }) => disclosed).length;
      process.stdout.write(
        `| ${set} | ${held.length} | ${least} | ${share(right, flagged.length)} | ${share(right, all)} |\n`,
      );
    }
}

const thresholds = [-1, -0.5, -0.25, 0, 0.5];

function share(count: number, of: number): string {
  return `${count} of ${of} (${((100 * count) / of).toFixed(1)} %)`;
}

/** Messages written together: the lines of one file and form that were frozen together, in all languages. */
function setOf({ id, form }: Labelled): string {
  return /^[a-z]+-([a-z]{1,2})-/.exec(id)?.[1] ?? /(?:blind-\d|second|rules)$/.exec(form)?.[0] ?? 'first';
}

function weightsModule(weights: Float64Array): string {
  return `// Written by tools/learn-passwords.ts; do not edit.

/** Parts of one unit of log-odds that a weight counts. */
export const steps = ${steps};

/** One signed byte a weight, in base64. */
export const learned =
  '${bytesOf(fromThreshold(weights), 1 / steps)}';
`;
}

function netModule(net: Net): string {
  const kept = parts.map((part) => {
    const numbers = part === 'line' ? fromThreshold(net.line) : Float64Array.from(net[part]);
    const unit = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0) / 127;
    return `  ${part}: {
    unit: ${unit},
    bytes:
      '${bytesOf(numbers, unit)}',
  },
`;
  });
  return `// Written by tools/learn-passwords.ts; do not edit.

/** Of each part of the net one signed byte a number, in base64, and what one counts. */
export const learnedNet = {
${kept.join('')}} as const;
`;
}

/** Log-odds counted from the threshold: every value has trait 0. */
function fromThreshold(weights: Float64Array | Float32Array): Float64Array {
  return Float64Array.from(weights, (weight, trait) => (trait === 0 ? weight - threshold : weight));
}

function bytesOf(numbers: Float64Array, unit: number): string {
  const bytes = Int8Array.from(numbers, (number) => Math.max(-127, Math.min(127, Math.round(number / unit))));
  return Buffer.from(bytes.buffer).toString('base64');
}

await main();
