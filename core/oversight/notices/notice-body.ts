// The readable part of a notice: what happened, why by which clause, what to do; in English, then in French (R-601).
import { type Language, languages, type NoticeKind, type NoticeTexts, type Word } from './format-texts.ts';

export interface NoticeContent {
  readonly kind: NoticeKind;
  /** Addresses that may be named. */
  readonly recipients: readonly string[];
  /** How many more there are that may not be named. */
  readonly hidden: number;
  /** What is counted where that is not the recipients. */
  readonly count?: number;
  /** Of a flood: what there was too much of, and how many recipients it had reached. */
  readonly flood?: { readonly excess: 'messages' | 'recipients'; readonly reached: number };
  /** What only notices of this kind say. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** When the message came, milliseconds since the epoch. */
  readonly arrivedAt: number;
  readonly reasons: readonly ReasonText[];
  /** Ids of the clauses, for whoever is asked about the notice. */
  readonly clauses: readonly string[];
  readonly contact: string;
  readonly reference: string;
}

/** One clause in both languages. */
export type ReasonText = Readonly<Record<Language, { readonly why: string; readonly todo: string | null }>>;

export interface NoticeBody {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export function noticeBody(content: NoticeContent, texts: NoticeTexts): NoticeBody {
  const parts = languages.map((language) => ({ language, ...sectionsOf(content, texts, language) }));
  return {
    subject: parts.map((part) => part.subject).join(' / '),
    text: parts.map(asText).join(`\n\n${'-'.repeat(60)}\n\n`),
    html: page(parts.map(asHtml).join('<hr>')),
  };
}

interface Sections {
  readonly subject: string;
  readonly happened: string;
  readonly because: string;
  readonly reasons: readonly string[];
  readonly todo: string;
  readonly actions: readonly string[];
  readonly help: string;
  readonly reference: string;
}

function sectionsOf(content: NoticeContent, texts: NoticeTexts, language: Language): Sections {
  return language === 'fr'
    ? eachText(plainSections(content, texts, language), frenchSpaces)
    : plainSections(content, texts, language);
}

function eachText(sections: Sections, change: (text: string) => string): Sections {
  const { reasons, actions, ...texts } = sections;
  const changed = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, change(text)]));
  return { ...sections, ...changed, reasons: reasons.map(change), actions: actions.map(change) };
}

/** High punctuation and guillemets keep to their word (typographic rule of French Canada, with a full no-break space). */
function frenchSpaces(text: string): string {
  return text.replace(/ ([:;!?»])/g, '\u00a0$1').replace(/« /g, '«\u00a0');
}

/** What to do when no clause says it. */
const fallback: Readonly<Partial<Record<NoticeKind, Word>>> = {
  held: 'held_todo',
  failed: 'failed_todo',
  flood: 'flood_todo',
  'read-again': 'read_again_todo',
  'block-asked': 'block_asked_todo',
  'block-decided': 'block_decided_todo',
  unwanted: 'unwanted_todo',
  incident: 'incident_todo',
};

function plainSections(content: NoticeContent, texts: NoticeTexts, language: Language): Sections {
  const { kind, reference, contact } = content;
  const named = [...content.recipients];
  if (content.hidden > 0) named.push(texts.word(language, 'hidden_recipient'));
  const values = {
    count: content.count ?? content.recipients.length + content.hidden,
    excess: content.flood?.excess ?? '',
    reached: content.flood?.reached ?? 0,
    reasons: new Set(content.reasons.map((reason) => reason[language].why)).size,
    recipients: named.join(', '),
    date: dateIn(language, content.arrivedAt),
    contact,
    reference,
    ...content.values,
  };
  const actions = [...new Set(content.reasons.flatMap((reason) => reason[language].todo ?? []))];
  return {
    subject: texts.section(language, kind, 'subject', values),
    happened: texts.section(language, kind, 'happened', values),
    because: texts.section(language, kind, 'because', values),
    reasons: [...new Set(content.reasons.map((reason) => reason[language].why))],
    todo: texts.section(language, kind, 'todo', values),
    actions: actions.length > 0 ? actions : [texts.word(language, fallback[kind] ?? 'default_todo')],
    help: texts.section(language, kind, 'help', values),
    reference: texts.word(language, 'reference', { reference: `${reference} (${content.clauses.join(', ')})` }),
  };
}

function asText(sections: Sections): string {
  const list = (items: readonly string[]) => items.map((item) => `  - ${item}`).join('\n');
  return [
    sections.happened,
    `${sections.because}\n${list(sections.reasons)}`,
    `${sections.todo}\n${list(sections.actions)}`,
    sections.help,
    sections.reference,
  ].join('\n\n');
}

function asHtml(sections: Sections & { readonly language: Language }): string {
  const list = (items: readonly string[]) => `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
  return `<section lang="${sections.language}"><h1 style="font-size:20px">${escapeHtml(sections.subject)}</h1>
<p>${escapeHtml(sections.happened)}</p>
<p><strong>${escapeHtml(sections.because)}</strong></p>${list(sections.reasons)}
<p><strong>${escapeHtml(sections.todo)}</strong></p>${list(sections.actions)}
<p>${escapeHtml(sections.help)}</p>
<p><small>${escapeHtml(sections.reference)}</small></p></section>
`;
}

function page(body: string): string {
  const style = 'font-family:sans-serif;font-size:16px;line-height:1.5;max-width:40em';
  return `<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Postern</title></head>\n<body style="${style}">\n${body}</body></html>\n`;
}

function escapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => names[character] ?? character);
}

/** Day, month and time as people write them, in UTC. */
function dateIn(language: Language, at: number): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-CA' : 'fr-CA', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
    hourCycle: 'h23',
  })
    .format(at)
    .concat(' UTC');
}
