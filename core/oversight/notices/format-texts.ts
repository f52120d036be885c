// The words of notices as they are written: ICU MessageFormat over texts that were checked before. Knows neither YAML nor
// shapes, so it starts fast.
import { IntlMessageFormat } from 'intl-messageformat';

export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

export const noticeKinds = [
  'blocked',
  'held',
  'flagged',
  'failed',
  'removed',
  'flood',
  'block-asked',
  'block-decided',
  'unwanted',
  'incident',
  'read-again',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** What a notice of every kind says, in this order. */
export const sections = ['subject', 'happened', 'because', 'todo', 'help'] as const;
export type Section = (typeof sections)[number];

export const words = [
  'hidden_recipient',
  'classification',
  'policy_clause',
  'no_clause',
  'next_hop_refused',
  'strip_not_possible',
  'safe_copy_rebuilt',
  'safe_copy_pictures',
  'safe_copy_text',
  'not_handed_on',
  'no_envelope',
  'unread_part',
  'unknown_level',
  'handling',
  'held_todo',
  'failed_todo',
  'flood_todo',
  'read_again_todo',
  'sender_block',
  'block_preview',
  'block_asked_todo',
  'block_decided_todo',
  'unwanted_where',
  'unwanted_todo',
  'incident_todo',
  'default_todo',
  'reference',
] as const;
export type Word = (typeof words)[number];

/** Where something stood. */
export const places = [
  'subject',
  'header',
  'body',
  'file',
  'page-header',
  'page-footer',
  'watermark',
  'property',
  'file-name',
] as const;
export type Place = (typeof places)[number];

/** ICU messages by `<language>/<file>/<key>`. */
export type CheckedTexts = ReadonlyMap<string, string>;

type Values = Readonly<Record<string, string | number>>;

export interface NoticeTexts {
  section(language: Language, kind: NoticeKind, section: Section, values: Values): string;
  word(language: Language, word: Word, values?: Values): string;
  /** `name` is a file name or a header field. */
  place(language: Language, place: Place, name: string): string;
}

export function formattedTexts(texts: CheckedTexts): NoticeTexts {
  const formats = new Map<string, IntlMessageFormat>();
  const format = (language: Language, id: string, values: Values): string => {
    const text = texts.get(`${language}/${id}`);
    if (text === undefined) throw new Error(`there is no notice text ${language}/${id}`);
    const known = formats.get(`${language}/${id}`) ?? new IntlMessageFormat(text, language);
    formats.set(`${language}/${id}`, known);
    return String(known.format(values));
  };
  return {
    section: (language, kind, section, values) => format(language, `${kind}/${section}`, values),
    word: (language, word, values = {}) => format(language, `words/${word}`, values),
    place: (language, place, name) => format(language, `places/${place}`, { name }),
  };
}

/** Whether it is an ICU message. */
export function isMessage(text: string, language: Language): boolean {
  try {
    return new IntlMessageFormat(text, language) !== null;
  } catch {
    return false;
  }
}
