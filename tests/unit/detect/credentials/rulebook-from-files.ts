// The credential rules and lists as they stand in policy/, compiled without the rest of a pack.
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { detectCredentials } from '../../../../core/mail/detect/credentials/detect-credentials.ts';
import type { DetectorInput } from '../../../../core/mail/detect/detector.ts';
import type { Finding } from '../../../../core/model/finding.ts';
import type { RegionKind } from '../../../../core/model/part.ts';
import { Pattern } from '../../../../core/rulebook/pattern.ts';
import type { Rule, Rulebook } from '../../../../core/rulebook/rulebook.ts';

const policy = new URL('../../../../policy/', import.meta.url);

const Example = z.union([
  z.string(),
  z.looseObject({
    subject: z.string().optional(),
    body: z.string().optional(),
    attachments: z.array(z.looseObject({ name: z.string(), text: z.string().optional() })).optional(),
  }),
]);
export type Example = z.infer<typeof Example>;

const RuleFile = z.looseObject({
  title: z.string(),
  kind: z.literal('credential'),
  severity: z.enum(['low', 'medium', 'high', 'critical']),
  requirements: z.array(z.string()).nonempty(),
  source: z.string().nullable(),
  detector: z.string(),
  confidence: z.number(),
  patterns: z.array(z.string()).default([]),
  parameters: z.record(z.string(), z.unknown()).default({}),
  must_match: z.array(Example).nonempty(),
  must_not_match: z.array(Example).nonempty(),
});

export interface RuleWithExamples {
  readonly rule: Rule;
  readonly mustMatch: readonly Example[];
  readonly mustNotMatch: readonly Example[];
}

export const rulesWithExamples: readonly RuleWithExamples[] = readdirSync(new URL('rules/credentials/', policy))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => {
    const file = RuleFile.parse(parse(readFileSync(new URL(`rules/credentials/${name}`, policy), 'utf8')));
    const id = `credentials/${name.slice(0, -'.yaml'.length)}`;
    const rule: Rule = { ...file, id, patterns: file.patterns.map((source) => new Pattern(source)) };
    return { rule, mustMatch: file.must_match, mustNotMatch: file.must_not_match };
  });

const rules = new Map(rulesWithExamples.map(({ rule }) => [rule.id, rule]));

export const rulebook = {
  rules,
  schemes: new Map(),
  rulesFor: (detector: string) => [...rules.values()].filter((rule) => rule.detector === detector),
  list: (name: string) =>
    new Set(
      readFileSync(new URL(`lists/${name}.txt`, policy), 'utf8')
        .split('\n')
        .map((line) => line.trim().toLowerCase())
        .filter((line) => line !== '' && !line.startsWith('#')),
    ),
} as unknown as Rulebook;

export interface Place {
  readonly where: string;
  readonly kind: RegionKind;
  readonly text: string;
}

/** Findings of the real detector; the fingerprint is a stand-in that does not contain the secret. */
export function detectIn(places: readonly Place[], subject = ''): readonly Finding[] {
  const fingerprints = new Map<string, string>();
  const fingerprint = (secret: string): string => {
    const known = fingerprints.get(secret) ?? `fp-${fingerprints.size}`;
    fingerprints.set(secret, known);
    return known;
  };
  const regions = [{ where: 'subject', kind: 'subject' as const, text: subject }, ...places];
  return detectCredentials({
    message: { subject },
    readings: [{ regions }],
    rulebook,
    fingerprint,
  } as unknown as DetectorInput);
}

export function detectInBody(text: string, subject = ''): readonly Finding[] {
  return detectIn([{ where: 'body', kind: 'body', text }], subject);
}

export function placesOf(example: Example): { readonly subject: string; readonly places: readonly Place[] } {
  if (typeof example === 'string') return { subject: '', places: [{ where: 'body', kind: 'body', text: example }] };
  const attached = (example.attachments ?? []).map(
    ({ name, text }): Place => ({ where: `attachment:${name}`, kind: 'body', text: text ?? '' }),
  );
  return {
    subject: example.subject ?? '',
    places: [{ where: 'body', kind: 'body', text: example.body ?? '' }, ...attached],
  };
}

/** The stretches of the body that findings point at. */
export function spansIn(text: string, subject = ''): readonly string[] {
  return detectInBody(text, subject)
    .filter((finding) => finding.where === 'body')
    .map(({ offset = 0, length = 0 }) => text.slice(offset, offset + length));
}
