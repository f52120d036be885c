// What is expected of each mail of the corpus, and how a scan differs from it. A difference names rules, never content.
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ScanReport } from '../../core/mail/report.ts';
import { outcomes } from '../../core/model/decision.ts';

const outcome = z.enum(outcomes);

const expectation = z.strictObject({
  direction: z.enum(['inbound', 'outbound', 'internal']),
  from: z.string(),
  to: z.array(z.string()).min(1),
  /** For the whole message; any of a list where several are right; or for each recipient by address. */
  outcome: z.union([outcome, z.array(outcome).min(2), z.record(z.string(), outcome)]),
  /** `scheme/level`, or the level alone where the scheme cannot be told; null for an unmarked mail; left out where it does not matter. */
  classification: z.string().nullable().optional(),
  /** Rules, or `folder/*` for any of a folder. */
  found: z.array(z.string()).default([]),
  not_found: z.array(z.string()).default([]),
  /** By path: `full`, `partial`, `none`, or the reason why it could not be read. */
  parts: z.record(z.string(), z.string()).default({}),
});

const area = z.strictObject({
  title: z.string(),
  requirements: z.array(z.string().regex(/^R-\d{3}$/)).min(1),
  mails: z.record(z.string(), expectation),
  /** Right expectations that the product does not meet yet. */
  known: z.record(z.string(), expectation.extend({ why: z.string() })).default({}),
});

export type Expectation = z.infer<typeof expectation>;
export type Area = z.infer<typeof area> & { readonly name: string };

const folder = new URL('.', import.meta.url);

/** Every folder that has an expected.yaml. Throws on a file of another shape. */
export function readAreas(): readonly Area[] {
  const names = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== 'make',
  );
  return names.map(({ name }) => ({
    name,
    ...area.parse(parse(readFileSync(new URL(`${name}/expected.yaml`, folder), 'utf8'))),
  }));
}

export function mailsIn(name: string): readonly string[] {
  return readdirSync(new URL(`${name}/`, folder)).filter((file) => file.endsWith('.eml'));
}

export function readMail(name: string, file: string): Buffer {
  return readFileSync(new URL(`${name}/${file}`, folder));
}

/** One line for each difference, empty when all is as expected. */
export function differences(expected: Expectation, report: ScanReport): readonly string[] {
  const rules = [...new Set(report.findings.map(({ rule }) => rule))];
  const unlike = [
    report.direction === expected.direction ? '' : `direction is ${report.direction}`,
    ...outcomeDifferences(expected.outcome, report),
    classificationDifference(expected.classification, report),
    ...expected.found
      .filter((wanted) => !rules.some((rule) => covers(wanted, rule)))
      .map((rule) => `${rule} was not found`),
    ...rules
      .filter((rule) => expected.not_found.some((unwanted) => covers(unwanted, rule)))
      .map((rule) => `${rule} was found`),
    ...Object.entries(expected.parts).map(([path, state]) => partDifference(path, state, report)),
  ].filter((line) => line !== '');
  return unlike.length === 0
    ? []
    : [...unlike, `seen: ${[...rules, ...report.defects, ...reasonsOf(report)].join(', ')}`];
}

function reasonsOf(report: ScanReport): readonly string[] {
  return [...new Set(report.recipients.flatMap(({ reasons }) => reasons))];
}

function outcomeDifferences(expected: Expectation['outcome'], report: ScanReport): readonly string[] {
  if (typeof expected === 'string') return expected === report.outcome ? [] : [`outcome is ${report.outcome}`];
  if (Array.isArray(expected)) return expected.includes(report.outcome) ? [] : [`outcome is ${report.outcome}`];
  const seen = new Map(report.recipients.map((recipient) => [recipient.address, recipient.outcome]));
  return Object.entries(expected)
    .filter(([address, wanted]) => seen.get(address) !== wanted)
    .map(([address]) => `outcome for ${address} is ${seen.get(address) ?? 'missing'}`);
}

function classificationDifference(expected: Expectation['classification'], { classification }: ScanReport): string {
  const seen = classification === null ? null : `${classification.scheme}/${classification.level}`;
  if (expected === undefined || seen === expected || classification?.level === expected) return '';
  return `classification is ${seen ?? 'null'}`;
}

function partDifference(path: string, state: string, report: ScanReport): string {
  const part = report.parts.find((candidate) => candidate.path === path);
  if (part === undefined) return `${path} is no part`;
  return part.read === state || part.why === state ? '' : `${path} is read ${part.read} (${part.why ?? 'no reason'})`;
}

function covers(wanted: string, rule: string): boolean {
  return wanted.endsWith('/*') ? rule.startsWith(wanted.slice(0, -1)) : rule === wanted;
}
