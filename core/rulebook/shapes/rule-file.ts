// What stands in policy/rules/**.yaml.
import { z } from 'zod';
import { severities } from '../../model/finding.ts';
import { examples } from './example-shape.ts';
import { kinds, line, oneOrMany, requirementId, source } from './text.ts';

export const ruleFile = z.strictObject({
  title: line,
  kind: z.enum(kinds),
  severity: z.enum(severities),
  requirements: z.array(requirementId).min(1),
  source,
  rationale: line,
  where: oneOrMany(line),
  detector: line,
  confidence: z.number().min(0).max(1),
  patterns: z.array(line).optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
  must_match: examples,
  must_not_match: examples,
  known_false_positives: z.array(line),
  known_misses: z.array(line),
});

export type RuleFile = z.infer<typeof ruleFile>;
