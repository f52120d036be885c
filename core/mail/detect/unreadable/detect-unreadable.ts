// What the scanner could not read, and what two readers of the same message could see differently: both hold the mail.
import type { Finding } from '../../../model/finding.ts';
import type { Defect } from '../../../model/message.ts';
import type { Part } from '../../../model/part.ts';
import type { Rulebook } from '../../../rulebook/rulebook.ts';
import type { Detector } from '../detector.ts';
import { fewOfMany } from '../unsafe/few-of-many.ts';

const structureRule = 'ambiguous/structure';
const nestedDefect = 'ambiguous:';

/** One finding per part not read in full and why, as far as they are not too many; one per defect. */
export const detectUnreadable: Detector = ({ message, readings, rulebook }) => [
  ...fewOfMany(readings.flatMap(({ part }) => unread(part, rulebook))),
  ...message.defects.map((defect) => ambiguous(defect, rulebook)),
  ...readings.flatMap(({ part }) => nestedDefects(part).map((defect) => ambiguous(defect, rulebook))),
];

function unread(part: Part, rulebook: Rulebook): readonly Finding[] {
  if (part.read === 'full') return [];
  const why = part.why ?? 'corrupt';
  const rule = rulebook.rules.get(`unreadable/${why}`);
  // Reasons that no example can bring about (a slow or crashed reader) have no rule file, and weigh as much.
  return [
    {
      rule: `unreadable/${why}`,
      kind: 'unreadable',
      severity: rule?.severity ?? 'high',
      confidence: rule?.confidence ?? 1,
      where: part.path,
      value: { why, read: part.read, type: part.type },
      owner: null,
    },
  ];
}

/** What could be read in two ways inside a part travels as facts of it: defects of a nested message, a second type. */
export function nestedDefects(part: Part): readonly Defect[] {
  return part.facts
    .filter((fact) => fact.startsWith(nestedDefect))
    .map((fact) => ({ kind: fact.slice(nestedDefect.length), where: part.path, hidesPayload: true }));
}

function ambiguous({ kind, where, hidesPayload }: Defect, rulebook: Rulebook): Finding {
  const rule = rulebook.rules.get(structureRule);
  return {
    rule: structureRule,
    kind: 'ambiguous',
    severity: hidesPayload ? (rule?.severity ?? 'high') : 'low',
    confidence: rule?.confidence ?? 1,
    where: where === '' ? 'message' : where,
    value: { defect: kind, hidesPayload },
    owner: null,
  };
}
