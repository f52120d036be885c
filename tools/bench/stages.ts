// Processor time for each mail and stage, beside what a plain MIME parser takes.
import { attachmentsByMailparser } from '../../core/mail/parse/mailparser.ts';
import type { Rulebook } from '../../core/rulebook/rulebook.ts';
import { repeated, warming } from './peers/measure.ts';
import { processorTime, type StageTimes, stageTimer } from './scanner.ts';

export interface StageFigures {
  readonly mails: number;
  readonly bytes: number;
  /** Milliseconds of processor time a mail. */
  readonly whole: number;
  readonly stages: StageTimes;
  /** mailparser alone, the same mails. */
  readonly parser: number;
  /** Bytes resident at the end. */
  readonly memory: number;
}

/** Once, after many to warm up: a gateway runs for weeks. */
export async function measureStages(mails: readonly Uint8Array[], rulebook: Rulebook): Promise<StageFigures> {
  const scan = stageTimer(rulebook);
  for (const mail of repeated(mails, warming)) await scan(mail);
  const before = processorTime();
  const clock = { parse: 0, extract: 0, detect: 0, decide: 0 };
  for (const mail of mails) {
    const took = await scan(mail);
    for (const stage of stageNames) clock[stage] += took[stage];
  }
  const whole = (processorTime() - before) / mails.length;
  const sum = stageNames.reduce((ms, stage) => ms + clock[stage], 0);
  const share = (stage: keyof StageTimes) => (whole * clock[stage]) / sum;
  return {
    mails: mails.length,
    bytes: mails.reduce((bytes, { length }) => bytes + length, 0),
    whole,
    stages: { parse: share('parse'), extract: share('extract'), detect: share('detect'), decide: share('decide') },
    parser: await parserTime(mails),
    memory: process.memoryUsage.rss(),
  };
}

const stageNames = ['parse', 'extract', 'detect', 'decide'] as const;

async function parserTime(mails: readonly Uint8Array[]): Promise<number> {
  const parse = async () => {
    for (const mail of mails) await attachmentsByMailparser(Buffer.from(mail));
  };
  await parse();
  const before = processorTime();
  await parse();
  return (processorTime() - before) / mails.length;
}

export function stageTable({ mails, bytes, whole, stages, parser, memory }: StageFigures): string {
  const ms = (value: number) => `${value.toFixed(2)} ms`;
  return [
    `${mails} mails of ${(bytes / mails / 1000).toFixed(1)} KB in the mean, ${Math.round(memory / 1e6)} MB resident`,
    '',
    '| stage | processor time a mail |',
    '|---|---|',
    ...stageNames.map((stage) => `| ${stage} | ${ms(stages[stage])} |`),
    `| **scan, parse to decide** | ${ms(whole)} |`,
    `| mailparser alone | ${ms(parser)} |`,
    '',
  ].join('\n');
}
