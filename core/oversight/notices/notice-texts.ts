// The words of notices, from policy/notices/{en,fr}; checked once, formatted with ICU MessageFormat.
import { IntlMessageFormat } from 'intl-messageformat';
import { parse } from 'yaml';
import { z } from 'zod';
import { PolicyError } from '../../rulebook/policy-error.ts';

export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

export const noticeKinds = ['blocked', 'held', 'flagged', 'failed', 'removed', 'flood'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

const sections = z.strictObject({
  subject: z.string(),
  happened: z.string(),
  because: z.string(),
  todo: z.string(),
  help: z.string(),
});
export type Section = keyof z.infer<typeof sections>;

const words = z.strictObject({
  hidden_recipient: z.string(),
  classification: z.string(),
  policy_clause: z.string(),
  no_clause: z.string(),
  next_hop_refused: z.string(),
  strip_not_possible: z.string(),
  not_handed_on: z.string(),
  no_envelope: z.string(),
  unread_part: z.string(),
  unknown_level: z.string(),
  handling: z.string(),
  held_todo: z.string(),
  failed_todo: z.string(),
  flood_todo: z.string(),
  default_todo: z.string(),
  reference: z.string(),
});
export type Word = keyof z.infer<typeof words>;

const places = z.strictObject({
  subject: z.string(),
  header: z.string(),
  body: z.string(),
  file: z.string(),
  'page-header': z.string(),
  'page-footer': z.string(),
  watermark: z.string(),
  property: z.string(),
  'file-name': z.string(),
});
export type Place = keyof z.infer<typeof places>;

const shapes = new Map<string, z.ZodType<Record<string, string>>>([
  ...noticeKinds.map((kind) => [kind, sections] as const),
  ['words', words],
  ['places', places],
]);

type Values = Readonly<Record<string, string | number>>;

export interface NoticeTexts {
  section(language: Language, kind: NoticeKind, section: Section, values: Values): string;
  word(language: Language, word: Word, values?: Values): string;
  /** `name` is a file name or a header field. */
  place(language: Language, place: Place, name: string): string;
}

/** `files` by path, `policy/notices/en/held.yaml` and so on. Throws PolicyError naming file and key. */
export function loadNoticeTexts(files: ReadonlyMap<string, string>): NoticeTexts {
  const problems: string[] = [];
  const formats = new Map<string, IntlMessageFormat>();
  for (const language of languages) {
    for (const [name, shape] of shapes) {
      const path = `policy/notices/${language}/${name}.yaml`;
      for (const [key, text] of entriesOf(path, shape, files, problems)) {
        try {
          formats.set(`${language}/${name}/${key}`, new IntlMessageFormat(text, language));
        } catch {
          problems.push(`${path}: ${key}: not an ICU message; check the braces`);
        }
      }
    }
  }
  if (problems.length > 0) throw new PolicyError(problems);
  const format = (id: string, values: Values): string => {
    const found = formats.get(id);
    if (found === undefined) throw new Error(`there is no notice text ${id}`);
    return String(found.format(values));
  };
  return {
    section: (language, kind, section, values) => format(`${language}/${kind}/${section}`, values),
    word: (language, word, values = {}) => format(`${language}/words/${word}`, values),
    place: (language, place, name) => format(`${language}/places/${place}`, { name }),
  };
}

function entriesOf(
  path: string,
  shape: z.ZodType<Record<string, string>>,
  files: ReadonlyMap<string, string>,
  problems: string[],
): readonly (readonly [string, string])[] {
  const source = files.get(path);
  if (source === undefined) {
    problems.push(`${path}: is missing; every notice exists in English and French`);
    return [];
  }
  const checked = shape.safeParse(parse(source));
  if (checked.success) return Object.entries(checked.data);
  problems.push(
    ...checked.error.issues.map((issue) => `${path}: ${issue.path.join('.')}: ${issue.message.toLowerCase()}`),
  );
  return [];
}
