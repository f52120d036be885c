// A locked file and a password in the same mail: whoever gets hold of the one has the other.
import type { Finding } from '../../../model/finding.ts';
import type { Part } from '../../../model/part.ts';
import type { Rule, Rulebook } from '../../../rulebook/rulebook.ts';
import { openedByPassword } from '../../extract/locked/opened-by-password.ts';

export const sameDoorRule = 'credentials/key-through-same-door';

/** What a mail contributes to such a pair. */
export interface Halves {
  /** Path of the first locked file; null when there is none. */
  readonly file: string | null;
  /** Place of the first password that could open a file; null when there is none. */
  readonly key: string | null;
}

/** Below this a password is a guess that packs do not act on either. */
const surely = 0.5;

export function halvesOf(findings: readonly Finding[], parts: readonly Part[], rulebook: Rulebook): Halves {
  const rule = rulebook.rules.get(sameDoorRule);
  if (rule === undefined) return { file: null, key: null };
  const files = parts.filter(isLocked).map(({ path }) => path);
  // A password that was found inside the opened file came after the key.
  const isInside = (where: string) => files.some((path) => where.startsWith(`${path}>`));
  const keys = keyRules(rule);
  const key = findings.find(
    (finding) => keys.has(finding.rule) && finding.confidence >= surely && !isInside(finding.where),
  );
  return { file: files[0] ?? null, key: key?.where ?? null };
}

/** Findings of passwords that could open a file of the mail, the surest first. */
export function keysAmong(findings: readonly Finding[], rulebook: Rulebook): readonly Finding[] {
  const rule = rulebook.rules.get(sameDoorRule);
  const keys = rule === undefined ? new Set() : keyRules(rule);
  const found = findings.filter((finding) => keys.has(finding.rule) && finding.confidence >= surely);
  return found.sort((a, b) => b.confidence - a.confidence);
}

/** The pair in one mail; at most one finding. */
export function detectSameDoor(
  findings: readonly Finding[],
  parts: readonly Part[],
  rulebook: Rulebook,
): readonly Finding[] {
  const { file, key } = halvesOf(findings, parts, rulebook);
  if (file === null || key === null) return [];
  return [sameDoorFinding(file, { by: 'same-mail', order: 'together' }, rulebook)];
}

export function sameDoorFinding(
  where: string,
  value: { readonly by: 'same-mail' | 'same-thread' | 'other-mail'; readonly order: string },
  rulebook: Rulebook,
): Finding {
  const rule = rulebook.rules.get(sameDoorRule);
  return {
    rule: sameDoorRule,
    kind: 'credential',
    severity: rule?.severity ?? 'medium',
    confidence: rule?.confidence ?? 1,
    where,
    value: { type: 'key-of-a-file', ...value },
    owner: null,
  };
}

function isLocked({ why, facts }: Part): boolean {
  return why === 'encrypted' || facts.includes(openedByPassword);
}

function keyRules({ parameters }: Rule): ReadonlySet<unknown> {
  return new Set(Array.isArray(parameters.keys) ? parameters.keys : []);
}
