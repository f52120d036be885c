// A report in the words of one language, before it is a page, a text or a PDF.
import { dayOf } from '../calendar.ts';
import type { HouseTerms } from '../house-terms.ts';
import type { Language } from '../notices/format-texts.ts';
import { reasonTexts } from '../notices/reason-text.ts';
import type { QuarterlyReport, ReportTable } from './quarterly-report.ts';
import { reportWords } from './report-words.ts';

export interface ReportInWords {
  readonly language: Language;
  readonly title: string;
  readonly lead: readonly string[];
  readonly sections: readonly ReportSection[];
}

export interface ReportSection {
  readonly title: string;
  readonly about: string;
  /** The first heads the names of the rows. */
  readonly head: readonly string[];
  readonly rows: readonly { readonly name: string; readonly figures: readonly ReportFigure[] }[];
  /** Said in place of a table without rows. */
  readonly none: string;
}

export interface ReportFigure {
  /** Null where it is left out. */
  readonly count: number | null;
  readonly text: string;
}

export type ReportTerms = Pick<HouseTerms, 'pack' | 'schemes' | 'texts' | 'organisation'>;

/** `zone`: of the organisation. */
export function reportInWords(
  report: QuarterlyReport,
  language: Language,
  terms: ReportTerms,
  zone: string,
): ReportInWords {
  const words = reportWords[language];
  const { quarter, first, last, madeAt, provisional } = report;
  return {
    language,
    title: `${words.title} ${quarter} – ${terms.organisation.name[language]}`,
    lead: [
      words.period(first, last),
      ...(provisional ? [words.provisional(dayOf(madeAt, zone))] : []),
      words.suppressed,
    ],
    sections: report.tables.map((table) => sectionOf(table, language, terms)),
  };
}

function sectionOf({ name, columns, rows }: ReportTable, language: Language, terms: ReportTerms): ReportSection {
  const words = reportWords[language];
  const number = new Intl.NumberFormat(language === 'en' ? 'en-CA' : 'fr-CA');
  const { title, about, head } = words.tables[name];
  const heads = columns.length === 1 ? [name === 'requests' ? words.names.all : words.messages] : columns;
  return {
    title,
    about,
    head: [head, ...heads.map((column) => words.names[column ?? ''] ?? column ?? '')],
    rows: rows.map((row) => ({
      name: nameOf(name, row.name, language, terms),
      figures: row.figures.map((count) => ({ count, text: count === null ? words.hidden : number.format(count) })),
    })),
    none: words.none,
  };
}

function nameOf(table: ReportTable['name'], name: string, language: Language, terms: ReportTerms): string {
  const { names } = reportWords[language];
  switch (table) {
    case 'outcomes':
    case 'requests':
      return names[name] ?? name;
    case 'destinations':
      return names[`to-${name}`] ?? name;
    case 'months':
      return monthName(name, language);
    case 'levels':
      return levelName(name, language, terms);
    case 'reasons':
      return reasonName(name, language, terms);
  }
}

/** `2026-10` */
function monthName(month: string, language: Language): string {
  const format = { month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(language === 'en' ? 'en-CA' : 'fr-CA', format).format(Date.parse(`${month}-01`));
}

/** `ca-gc/PROTECTED B`, as the scheme writes it in that language. */
function levelName(level: string, language: Language, { schemes }: ReportTerms): string {
  const [scheme = '', ...rest] = level.split('/');
  const name = rest.join('/');
  const known = schemes.get(scheme)?.levels.find((each) => each.name === name);
  const written = language === 'en' ? name : (known?.forms.fr?.[0] ?? name);
  return `${written} (${scheme})`;
}

function reasonName(clause: string, language: Language, { pack, schemes, texts }: ReportTerms): string {
  const reason = { clause, outcome: 'hold', source: null, findings: [], strip: [] } as const;
  const [text] = reasonTexts([reason], { pack, schemes, texts, classification: null, findings: [] });
  return `${text?.[language].why ?? clause} (${clause})`;
}
