// Puts the clauses of a decision into words that the sender can use (R-201: told why, by which clause, what to do).
import type { Reason } from '../../model/decision.ts';
import type { Classification, Finding } from '../../model/finding.ts';
import type { Clause, Pack } from '../../model/pack.ts';
import type { Scheme } from '../../model/scheme.ts';
import { documentOf } from '../../rulebook/document-of.ts';
import type { Language, languages, NoticeTexts, Word } from './format-texts.ts';
import type { ReasonText } from './notice-body.ts';
import { placeText } from './place-text.ts';

export interface ReasonContext {
  readonly pack: Pack;
  readonly schemes: ReadonlyMap<string, Scheme>;
  readonly texts: NoticeTexts;
  readonly classification: Classification | null;
  /** What the reasons' indexes point into. */
  readonly findings: readonly Finding[];
}

/** Each clause once, in the order it was met; what the message is marked is said with the first that speaks of it. */
export function reasonTexts(reasons: readonly Reason[], context: ReasonContext): readonly ReasonText[] {
  const once = [...new Map(reasons.map((reason) => [reason.clause, reason])).values()];
  const first = once.find((reason) => isAboutMarking(reason, context.findings));
  return once.map((reason) => reasonText(reason, reason === first, context));
}

function reasonText(reason: Reason, tellsLevel: boolean, context: ReasonContext): ReasonText {
  const clause = context.pack.clauses.find((each) => `${context.pack.name}/${each.id}` === reason.clause) ?? null;
  const each = (language: Language) => ({
    why: [
      what(reason, clause, language, context),
      tellsLevel ? level(language, context) : '',
      where(reason, language, context),
    ]
      .filter((text) => text !== '')
      .join(' '),
    todo: clause?.advice?.[language] ?? null,
  });
  return { en: each('en'), fr: each('fr') } satisfies Record<(typeof languages)[number], unknown>;
}

/** Rules of the house that no pack clause words. */
const houseWords: readonly (readonly [RegExp, Word])[] = [
  [/\/handling-[a-z-]+$/, 'handling'],
  [/\/unknown-level$/, 'unknown_level'],
  [/\/unread-part$/, 'unread_part'],
  [/\/sender-block$/, 'sender_block'],
  [/^postern\/next-hop-refused$/, 'next_hop_refused'],
  [/^postern\/strip-not-possible$/, 'strip_not_possible'],
  [/^postern\/not-handed-on$/, 'not_handed_on'],
  [/^postern\/no-envelope$/, 'no_envelope'],
];

function what(reason: Reason, clause: Clause | null, language: Language, { texts }: ReasonContext): string {
  if (clause !== null) return sentence(clause.title[language]);
  const word = houseWords.find(([pattern]) => pattern.test(reason.clause))?.[1] ?? 'no_clause';
  return texts.word(language, word);
}

function isAboutMarking(reason: Reason, findings: readonly Finding[]): boolean {
  return reason.findings.some((index) => findings[index]?.kind === 'marking');
}

/** The marking is the sender's own: naming it and its place tells them nothing they may not know. */
function level(language: Language, { texts, schemes, classification }: ReasonContext): string {
  if (classification === null) return '';
  const known = schemes.get(classification.scheme)?.levels.find(({ name }) => name === classification.level);
  const name = language === 'en' ? classification.level : (known?.forms[language]?.[0] ?? classification.level);
  const place = placeText(classification.carrier, language, texts);
  return texts.word(language, 'classification', { level: name, place });
}

/** The clause of the source document; our own name for it stands with the reference. */
function where(reason: Reason, language: Language, { pack, texts }: ReasonContext): string {
  // To its own people an organisation quotes no other organisation's policy.
  if (reason.source === null || pack.cites?.includes(documentOf(reason.source)) === false) return '';
  return `(${texts.word(language, 'policy_clause', { source: reason.source.replaceAll('/', ', ') })})`;
}

function sentence(title: string): string {
  return /[.!?]$/.test(title) ? title : `${title}.`;
}
