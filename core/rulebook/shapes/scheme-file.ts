// What stands in policy/schemes/*.yaml: levels from low to high, and how people write them.
import { z } from 'zod';
import { examples } from './example-shape.ts';
import { line, source } from './text.ts';

export const schemeFile = z.strictObject({
  title: line,
  source,
  labels: z.array(line),
  caveats: z.array(line),
  label_guids: z.record(z.string(), line),
  levels: z
    .array(
      z.strictObject({
        name: line,
        sensitive: z.boolean(),
        forms: z.record(line, z.array(line)),
        portions: z.array(line),
      }),
    )
    .min(2),
  /** How it is written beyond words; its detector says what each key means. */
  grammar: z.record(z.string(), z.unknown()).optional(),
  must_match: examples,
  must_not_match: examples,
});

export type SchemeFile = z.infer<typeof schemeFile>;
