// How the time of one mail grows with its size, its parts, its recipients and the rules it is held against.

import { Pattern } from '../../core/rulebook/pattern.ts';
import type { Rule, Rulebook } from '../../core/rulebook/rulebook.ts';
import { processorTime, stageTimer } from './scanner.ts';

export interface Series {
  readonly name: string;
  /** What is counted along it, and the bar of its last value where there is one. */
  readonly unit: string;
  readonly points: readonly Point[];
}

export interface Point {
  readonly at: number;
  /** Milliseconds of processor time. */
  readonly ms: number;
}

const head = 'From: a@elsewhere.example\r\nTo: desk@agency.example\r\nSubject: Minutes\r\nMIME-Version: 1.0\r\n';
const line = 'The committee asked for a shorter draft, and Marie will send the corrected pages by Friday.\r\n';

/** A letter of so many bytes: a text, and beyond 100 KB an attached file that holds the rest. */
export function mailOfSize(bytes: number): Buffer {
  const text = line.repeat(Math.ceil(Math.min(bytes, 100_000) / line.length));
  if (bytes <= 100_000) return Buffer.from(`${head}\r\n${text}`);
  const file = Buffer.alloc(Math.ceil(((bytes - 100_000) * 3) / 4), line)
    .toString('base64')
    .replace(/.{76}/g, '$&\r\n');
  return Buffer.from(
    `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n${text}\r\n` +
      `--b\r\nContent-Disposition: attachment; filename=notes.txt\r\nContent-Transfer-Encoding: base64\r\n\r\n${file}\r\n--b--\r\n`,
  );
}

function mailOfParts(parts: number): Buffer {
  const part = `--b\r\nContent-Disposition: attachment; filename=note.txt\r\n\r\n${line}\r\n`;
  return Buffer.from(`${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n${part.repeat(parts)}--b--\r\n`);
}

/** Each step twice the one before. */
function doubling(from: number, to: number): readonly number[] {
  const steps: number[] = [];
  for (let at = from; at <= to; at *= 2) steps.push(at);
  return steps;
}

export async function measureGrowth(rulebook: Rulebook): Promise<readonly Series[]> {
  const scan = stageTimer(rulebook);
  return [
    await series('size', 'bytes', doubling(4_882, 40_000_000), (bytes) => scan(mailOfSize(bytes))),
    await series('parts', 'parts', doubling(1, 10_000), (parts) => scan(mailOfParts(parts))),
    await series('recipients', 'recipients', doubling(1, 1_024), (count) =>
      stageTimer(
        rulebook,
        Array.from({ length: count }, (_, i) => `person${i}@agency.example`),
      )(mailOfSize(6_250)),
    ),
    await series('rules', 'rules', doubling(50, 2_000), ruleScan(rulebook)),
  ];
}

/** Rules of the kind there is most of: a format with a beginning of its own. */
function ruleScan(rulebook: Rulebook): (count: number) => Promise<unknown> {
  const made = new Map<number, ReturnType<typeof stageTimer>>();
  return (count) => {
    const scan = made.get(count) ?? stageTimer(withRules(rulebook, count));
    made.set(count, scan);
    return scan(mailOfSize(6_250));
  };
}

function withRules(rulebook: Rulebook, count: number): Rulebook {
  const [model] = rulebook.rulesFor('token-patterns');
  if (model === undefined) throw new Error('the policy has no rule for tokens to make others of');
  const more = Array.from(
    { length: count },
    (_, i): Rule => ({
      ...model,
      id: `bench/rule-${i}`,
      patterns: [new Pattern(`(?<secret>case-${i}-[0-9]{6,12})`)],
      parameters: { literals: [`case-${i}-`] },
    }),
  );
  const rules = new Map([...rulebook.rules, ...more.map((rule) => [rule.id, rule] as const)]);
  return {
    ...rulebook,
    rules,
    rulesFor: (detector) => [...rules.values()].filter((rule) => rule.detector === detector),
  };
}

/** The best of five, after one that does not count; a slow one is measured once more. */
async function series(
  name: string,
  unit: string,
  steps: readonly number[],
  run: (at: number) => Promise<unknown>,
): Promise<Series> {
  const timed = async (at: number) => {
    const before = processorTime();
    await run(at);
    return processorTime() - before;
  };
  const points: Point[] = [];
  for (const at of steps) {
    const times = (await timed(at)) > slow ? [await timed(at)] : [];
    while (times.length < 5 && (times[0] ?? 0) <= slow) times.push(await timed(at));
    const ms = Math.min(...times);
    points.push({ at, ms });
    process.stderr.write(`${name} ${at}: ${ms.toFixed(1)} ms\n`);
  }
  return { name, unit, points };
}

/** Milliseconds. */
const slow = 2_000;

/** With the factor by which each step lengthens the time; those of a mail are doublings. */
export function growthTable(all: readonly Series[]): string {
  return all
    .flatMap(({ name, unit, points }) => [
      `| ${unit} (${name}) | processor time | of the step before |`,
      '|---|---|---|',
      ...points.map(({ at, ms }, i) => `| ${at} | ${shown(ms)} | ${factor(ms, points[i - 1]?.ms)} |`),
      '',
    ])
    .join('\n');
}

function shown(ms: number): string {
  return ms < 1 ? `${(ms * 1_000).toFixed(0)} µs` : `${ms.toFixed(1)} ms`;
}

function factor(ms: number, before: number | undefined): string {
  return before === undefined ? '' : `× ${(ms / before).toFixed(2)}`;
}
