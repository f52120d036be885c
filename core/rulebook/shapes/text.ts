// Pieces that several policy files share.
import { z } from 'zod';

export const line = z.string().trim().min(1);

/** A text in both official languages. */
export const bilingual = z.strictObject({ en: line, fr: line });

/** One value stands for a list of one. */
export function oneOrMany<T extends z.ZodType>(item: T) {
  return z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item).min(1));
}

export const kebab = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'not in kebab-case — write small letters, digits and hyphens');

export const source = line.nullable();

export const requirementId = z.string().regex(/^R-\d{3}$/, 'not a requirement id — write one such as R-301');

export const relations = ['internal', 'partner', 'external', 'personal'] as const;
export const directions = ['inbound', 'outbound', 'internal'] as const;
export const kinds = [
  'unsafe',
  'marking',
  'document',
  'identifier',
  'credential',
  'authenticity',
  'unwanted',
  'unreadable',
  'ambiguous',
] as const;
export const unreadReasons = [
  'encrypted',
  'end-to-end',
  'corrupt',
  'too-deep',
  'too-many-parts',
  'too-large',
  'too-slow',
  'split',
  'unsupported',
  'crashed',
  'engine-silent',
  'unseen',
] as const;
