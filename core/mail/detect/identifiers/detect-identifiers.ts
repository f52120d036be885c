// Says where personal identifiers and case references stand, and how many different ones of each kind there are.
import type { Finding } from '../../../model/finding.ts';
import type { RegionKind } from '../../../model/part.ts';
import type { Detector } from '../detector.ts';
import { type FoundIdentifier, findIdentifiers } from './find-identifiers.ts';
import { identifierRules } from './identifier-rules.ts';

/** Fields of mail and source code are full of numbers that identify nobody. */
const leftOut: ReadonlySet<RegionKind> = new Set(['header-field', 'code']);
/** Findings told one by one, by rule; `total` counts them all. */
const mostTold = 50;

interface Counted {
  readonly first: { readonly found: FoundIdentifier; readonly where: string; readonly fingerprint: string }[];
  /** Different values, kept only while the message is read. */
  readonly seen: Set<string>;
}

export const detectIdentifiers: Detector = ({ readings, rulebook, fingerprint }) => {
  const rules = identifierRules(rulebook);
  if (rules.length === 0) return [];
  const byRule = new Map<string, Counted>();
  for (const { where, kind, text } of readings.flatMap(({ regions }) => regions)) {
    if (leftOut.has(kind)) continue;
    for (const found of findIdentifiers(text, rules)) {
      const counted = byRule.get(found.from.rule.id) ?? { first: [], seen: new Set<string>() };
      byRule.set(found.from.rule.id, counted);
      if (counted.seen.has(found.compact)) continue;
      counted.seen.add(found.compact);
      if (counted.first.length < mostTold) {
        counted.first.push({ found, where, fingerprint: fingerprint(`${found.from.type}:${found.compact}`) });
      }
    }
  }
  return [...byRule.values()].flatMap(({ first, seen }) =>
    first.map(
      ({ found: { from, offset, length, confidence }, where, fingerprint: known }): Finding => ({
        rule: from.rule.id,
        kind: 'identifier',
        severity: from.rule.severity,
        confidence,
        where,
        offset,
        length,
        value: { type: from.type, fingerprint: known, total: seen.size },
        owner: null,
      }),
    ),
  );
};
