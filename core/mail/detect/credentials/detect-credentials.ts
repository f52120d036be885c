// Says where passwords, codes and keys stand in clear, in every text that was read; the secret itself stays behind.
import type { Finding } from '../../../model/finding.ts';
import type { TextRegion } from '../../../model/part.ts';
import type { Rule, Rulebook } from '../../../rulebook/rulebook.ts';
import type { Detector, DetectorInput } from '../detector.ts';
import { type Disclosure, findPasswords } from './find-passwords.ts';
import { findTokens } from './find-tokens.ts';
import { type Lexicon, lexiconOf } from './lexicon.ts';
import { overlapWith, withoutOverlaps } from './spans.ts';
import { type Announced, announcedBy, unannounced } from './topics.ts';

/** Kinds of region whose text is written by people or machines for reading; a label or mail header holds no secrets of this kind. */
const searched: ReadonlySet<TextRegion['kind']> = new Set([
  'subject',
  'body',
  'page-header',
  'page-footer',
  'watermark',
  'text-box',
  'footnote',
  'comment',
  'notes',
  'sheet',
  'slide',
  'property',
  'file-name',
  'hidden',
  'ocr',
  'code',
]);

/** A text with more secrets than this is a dump; its first ones say so. */
const maxFindings = 500;

/** At most one finding a secret, the first in order of the regions: a quoted copy of a password is no second disclosure. */
export const detectCredentials: Detector = (input) => {
  const lexicon = lexiconOf(input.rulebook);
  const announced = announcedBy(input.message.subject, lexicon);
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const region of input.readings.flatMap((reading) => reading.regions)) {
    if (!searched.has(region.kind)) continue;
    for (const finding of findIn(region, input, lexicon, announced)) {
      const fingerprint = String(finding.value?.fingerprint);
      if (seen.has(fingerprint)) continue;
      seen.add(fingerprint);
      findings.push(finding);
    }
  }
  return findings;
};

function findIn(
  region: TextRegion,
  { rulebook, fingerprint }: DetectorInput,
  lexicon: Lexicon,
  announced: Announced,
): readonly Finding[] {
  // `secret.zip` names a file and ends before the dot.
  const text = region.kind === 'file-name' ? region.text.replace(/\.[A-Za-z0-9]{1,5}$/, '') : region.text;
  const matches = findTokens(text, rulebook, lexicon);
  const prose = proseRuleOf(rulebook);
  const passwords =
    prose === null || isBareName(region, text, lexicon)
      ? []
      : findPasswords(text, lexicon, region.kind === 'body' ? announced : unannounced, maxFindings);
  const spoken = withoutOverlaps(passwords, (a, b) => a.confidence > b.confidence);
  const isSpoken = overlapWith(spoken);
  // What only looks like a label and a value yields to the grammar, which knows the words around.
  const tokens = withoutOverlaps(
    matches.filter((match) => match.rule.parameters.generic !== true || !isSpoken(match)),
    (a, b) => a.rule.confidence > b.rule.confidence || (a.rule.confidence === b.rule.confidence && a.length > b.length),
  );
  const isToken = overlapWith(tokens);
  const apart = spoken.filter((found) => !isToken(found));
  return [
    ...tokens
      .slice(0, maxFindings)
      .map(({ rule, offset, length, secret }) =>
        findingOf(
          rule,
          region,
          { offset, length, secret, confidence: rule.confidence, type: typeOf(rule) },
          fingerprint,
        ),
      ),
    ...apart
      .slice(0, maxFindings)
      .flatMap((found) => (prose === null ? [] : [findingOf(prose, region, found, fingerprint)])),
  ]
    .sort((a, b) => (a.offset ?? 0) - (b.offset ?? 0))
    .slice(0, maxFindings);
}

/** `invoice-2041`: the name of a file or a property says nothing of its own unless it names a secret too. */
function isBareName({ kind }: TextRegion, text: string, lexicon: Lexicon): boolean {
  return (kind === 'file-name' || kind === 'property') && announcedBy(text, lexicon).meanings === 0;
}

interface Found extends Omit<Disclosure, 'type'> {
  readonly type: string;
}

function findingOf(
  rule: Rule,
  { where }: TextRegion,
  { offset, length, secret, confidence, type }: Found,
  fingerprint: (secret: string) => string,
): Finding {
  return {
    rule: rule.id,
    kind: 'credential',
    severity: rule.severity,
    confidence,
    where,
    offset,
    length,
    value: { type, fingerprint: fingerprint(secret) },
    owner: null,
  };
}

function proseRuleOf(rulebook: Rulebook): Rule | null {
  return rulebook.rulesFor('password-prose')[0] ?? null;
}

function typeOf(rule: Rule): string {
  const type = rule.parameters.type;
  return typeof type === 'string' ? type : rule.id.slice(rule.id.lastIndexOf('/') + 1);
}
