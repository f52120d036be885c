// A mail in short, as the examples of rules and schemes write it.
import { z } from 'zod';
import { directions, line } from './text.ts';

const attachment = z.strictObject({
  name: z.string(),
  type: line.optional(),
  text: z.string().optional(),
  base64: z.base64().optional(),
});

const exampleMap = z.strictObject({
  subject: z.string().optional(),
  body: z.string().optional(),
  html: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  from: line.optional(),
  to: line.optional(),
  direction: z.enum(directions).optional(),
  attachments: z.array(attachment).optional(),
  /** Schemes only: the level that the mail bears. */
  level: line.optional(),
});

/** A plain text stands for a mail with that body. */
export const example = z.preprocess((value) => (typeof value === 'string' ? { body: value } : value), exampleMap);

export type Example = z.infer<typeof exampleMap>;

export const examples = z.array(example).min(1, 'must not be empty — add an example');
