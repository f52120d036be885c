// What stands in policy/packs/*.yaml: what an organisation decides, and the cases that prove it.
import { z } from 'zod';
import { outcomes } from '../../model/decision.ts';
import { severities } from '../../model/finding.ts';
import { bilingual, directions, kebab, kinds, line, oneOrMany, relations, source, unreadReasons } from './text.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const condition = z.strictObject({
  direction: oneOrMany(z.enum(directions)).optional(),
  relation: oneOrMany(z.enum(relations)).optional(),
  sender: oneOrMany(z.enum(relations)).optional(),
  finding: z
    .strictObject({
      kind: oneOrMany(z.enum(kinds)).optional(),
      rule: oneOrMany(line).optional(),
      severity: z.enum(severities).optional(),
      confidence: z.number().min(0).max(1).optional(),
      value: z.record(line, oneOrMany(scalar)).optional(),
      count: z.number().int().min(1).optional(),
    })
    .optional(),
  classification: z
    .strictObject({
      scheme: oneOrMany(line).optional(),
      level: oneOrMany(line).optional(),
      sensitive: z.boolean().optional(),
    })
    .optional(),
  unread: oneOrMany(z.enum(unreadReasons)).optional(),
  defect: z.strictObject({ kind: oneOrMany(line).optional(), hides_payload: z.boolean().optional() }).optional(),
  channel: z.enum(['clear', 'encrypted']).optional(),
  exempt: z.boolean().optional(),
  encryption_group: z.boolean().optional(),
  own_address: z.boolean().optional(),
  attachment: z.boolean().optional(),
  country: oneOrMany(
    z.string().regex(/^(?:[A-Z]{2}|\?\?)$/, 'not a country — write two letters such as CA, or ?? for unknown'),
  ).optional(),
  consent: z.boolean().optional(),
});

/** A message in short: what was found, for whom. Whatever is left out is as harmless as can be. */
const situation = z.strictObject({
  direction: z.enum(directions).optional(),
  from: z.string().optional(),
  from_name: z.string().optional(),
  to: line.optional(),
  to_name: z.string().optional(),
  marked: z.strictObject({ scheme: line, level: line }).optional(),
  findings: z
    .array(
      z.strictObject({
        /** A rule, or where any of its kind will do, a kind. */
        rule: line.optional(),
        kind: z.enum(kinds).optional(),
        where: line.default('body'),
        confidence: z.number().min(0).max(1).optional(),
        severity: z.enum(severities).optional(),
        value: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .optional(),
  attached: line.optional(),
  unread: oneOrMany(z.enum(unreadReasons)).optional(),
  defects: z.array(z.strictObject({ kind: line, hides_payload: z.boolean() })).optional(),
});

const cases = z
  .array(z.strictObject({ given: situation, expect: z.enum(outcomes), because: kebab.optional() }))
  .min(1, 'must not be empty — add a case');

const clause = z.strictObject({
  id: kebab,
  title: bilingual,
  source,
  when: condition,
  unless: condition.optional(),
  // biome-ignore lint/suspicious/noThenProperty: the word of the policy language; never awaited
  then: z.enum(outcomes),
  advice: bilingual.optional(),
  monitor: z.boolean().default(false),
  cases,
});

const matrix = z.strictObject({
  scheme: line,
  source,
  rows: z
    .array(
      z.strictObject({
        levels: oneOrMany(line),
        relation: oneOrMany(z.enum(relations)),
        channel: z.enum(['clear', 'encrypted', 'any']),
        // A level stands in the message: there is no part to take out.
        outcome: z.enum(outcomes).exclude(['strip']),
      }),
    )
    .min(1),
  cases,
});

const days = z.number().int().min(1).max(3_650);

export const packFile = z.strictObject({
  title: line,
  /** Another pack whose organisation, schemes, clauses and matrices hold where this one says nothing else. */
  extends: kebab.optional(),
  /** Clauses of that pack which do not hold here. */
  without: z.array(kebab).optional(),
  /** Which of policy/organisations; without it the one of the pack's own name, such as organisation.yaml beside it. */
  organisation: kebab.optional(),
  schemes: z.array(line).optional(),
  /** Whatever it says is reported without effect; the pack that it extends decides. */
  monitor: z.boolean().default(false),
  /** Days that content is kept, from the day it was retained; a legal hold comes first. */
  retention: z.strictObject({ source, held: days, blocked: days, stripped_original: days }).optional(),
  /** `offer`: a document that is taken out leaves a safe copy of itself, where one can be made. Without it: never. */
  disarm: z.enum(['offer', 'never']).optional(),
  /** Mail whose pictures and scans are read by OCR, by the way it goes: outbound, inbound, internal. Without it: none. */
  ocr: oneOrMany(z.enum(directions)).optional(),
  /** What becomes of mail from a sender who was blocked on request; where it is not said: it is held. */
  // biome-ignore lint/suspicious/noThenProperty: the word of the policy language; never awaited
  sender_blocks: z.strictObject({ source, then: z.enum(['flag', 'block', 'hold']) }).optional(),
  clauses: z.array(clause).default([]),
  matrices: z.array(matrix).default([]),
});

export type PackFile = z.infer<typeof packFile>;
export type ClauseFile = z.infer<typeof clause>;
export type MatrixFile = z.infer<typeof matrix>;
export type ConditionFile = z.infer<typeof condition>;
export type CaseFile = z.infer<typeof cases>[number];
export type Situation = z.infer<typeof situation>;
