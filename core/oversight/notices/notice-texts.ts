// The words of notices, from policy/notices/{en,fr}, checked.
import { parse } from 'yaml';
import { z } from 'zod';
import { PolicyError } from '../../rulebook/policy-error.ts';
import {
  type CheckedTexts,
  formattedTexts,
  isMessage,
  languages,
  type NoticeTexts,
  noticeKinds,
  places,
  sections,
  words,
} from './format-texts.ts';

const keysOf = new Map<string, readonly string[]>([
  ...noticeKinds.map((kind) => [kind, sections] as const),
  ['words', words],
  ['places', places],
]);

const shapes = new Map(
  [...keysOf].map(([name, keys]) => [name, z.strictObject(Object.fromEntries(keys.map((key) => [key, z.string()])))]),
);

/** `files` by path, `policy/notices/en/held.yaml` and so on. Throws PolicyError naming file and key. */
export function loadNoticeTexts(files: ReadonlyMap<string, string>): NoticeTexts {
  return formattedTexts(checkedTexts(files));
}

/** What the files say, checked: a host that starts often keeps this. Throws as above. */
export function checkedTexts(files: ReadonlyMap<string, string>): CheckedTexts {
  const problems: string[] = [];
  const checked = new Map<string, string>();
  for (const language of languages) {
    for (const [name, shape] of shapes) {
      const path = `policy/notices/${language}/${name}.yaml`;
      for (const [key, text] of entriesOf(path, shape, files, problems)) {
        if (!isMessage(text, language)) problems.push(`${path}: ${key}: not an ICU message; check the braces`);
        checked.set(`${language}/${name}/${key}`, text);
      }
    }
  }
  if (problems.length > 0) throw new PolicyError(problems);
  return checked;
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
