// Learns how to tell a disclosed secret from what only looks like one, and writes the weights the detector judges with.
//
//   node tools/learn-passwords.ts [--held] FOLDER …
//
// Learns from tests/fixtures/disclosures and from what the rules for credentials must leave alone; the folders hold
// ordinary mail (.eml) as a counterweight, of which nothing but counts of traits enters. The same input gives the same
// weights. With --held nothing is written: each set of messages is judged by what was learned without it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { readPolicyFolder } from '../adapters/local/policy-folder.ts';
import { sumWeights } from '../core/mail/detect/credentials/learned/sum-weights.ts';
import { lexiconOf } from '../core/mail/detect/credentials/lexicon.ts';
import { loadRulebook } from '../core/rulebook/load-rulebook.ts';
import { type Labelled, readDisclosures } from './evaluate/disclosures.ts';
import { type Example, examplesOf } from './learn/examples.ts';
import { fitWeights } from './learn/fit-weights.ts';
import { ordinaryMail } from './learn/ordinary-mail.ts';

/** Log-odds from which a value is flagged: chosen so that some 97 of 100 flags are right on a held-out set. */
const threshold = -0.25;
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
  const folders = process.argv.slice(2).filter((argument) => argument !== '--held');
  const messages = await readDisclosures(path('tests/fixtures/disclosures'));
  const examples = new Map([
    ...messages.map((message) => [message, examplesOf(message, lexicon)] as const),
    ...nearMisses().map((message) => [message, examplesOf(message, lexicon, nearMissWeight)] as const),
  ]);
  const ordinary = await hardOnes(fitWeights([...examples.values()].flat()), folders);
  if (process.argv.includes('--held')) return judgeHeld(examples, ordinary);
  const weights = fitWeights([...[...examples.values()].flat(), ...ordinary]);
  writeFileSync(path('core/mail/detect/credentials/learned/weights.ts'), moduleOf(weights));
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

type Examples = ReadonlyMap<Labelled, readonly Example[]>;

function judgeHeld(examples: Examples, ordinary: readonly Example[]): void {
  process.stdout.write('| set held out | messages | precision | recall |\n|---|--:|--:|--:|\n');
  for (const set of new Set([...examples.keys()].map(setOf))) {
    const others = [...examples].filter(([message]) => setOf(message) !== set).flatMap(([, values]) => values);
    const weights = fitWeights([...others, ...ordinary]);
    const held = [...examples].filter(([message]) => setOf(message) === set);
    const flagged = held.filter(([, values]) => values.some(({ traits }) => sumWeights(weights, traits) > threshold));
    const right = flagged.filter(([{ disclosed }]) => disclosed).length;
    const disclosed = held.filter(([message]) => message.disclosed).length;
    const share = (count: number, of: number): string => `${count} of ${of} (${((100 * count) / of).toFixed(1)} %)`;
    process.stdout.write(
      `| ${set} | ${held.length} | ${share(right, flagged.length)} | ${share(right, disclosed)} |\n`,
    );
  }
}

/** Messages written together: the lines of one file and form that were frozen together, in all languages. */
function setOf({ id, form }: Labelled): string {
  return /^[a-z]+-([a-z])-/.exec(id)?.[1] ?? /(?:blind-\d|second|rules)$/.exec(form)?.[0] ?? 'first';
}

function moduleOf(weights: Float64Array): string {
  const bytes = Int8Array.from(weights, (weight, trait) => {
    const counted = trait === 0 ? weight - threshold : weight;
    return Math.max(-127, Math.min(127, Math.round(counted * steps)));
  });
  return `// Written by tools/learn-passwords.ts; do not edit.

/** Parts of one unit of log-odds that a weight counts. */
export const steps = ${steps};

/** One signed byte a weight, in base64. */
export const learned =
  '${Buffer.from(bytes.buffer).toString('base64')}';
`;
}

await main();
