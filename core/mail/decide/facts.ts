// What clauses are asked about, put in order once per message and once per recipient.
import type { Direction, Relation } from '../../model/envelope.ts';
import type { Examination } from '../../model/examination.ts';
import type { Finding } from '../../model/finding.ts';
import type { Defect } from '../../model/message.ts';
import type { Scheme } from '../../model/scheme.ts';
import { type AttachmentOf, attachmentsOf } from './strippable.ts';

/** A level the message bears in one scheme; null `level` is one that the scheme does not know. */
export interface Mark {
  readonly scheme: string;
  readonly level: string;
  readonly sensitive: boolean;
  readonly known: boolean;
  readonly findings: readonly number[];
}

export interface Unread {
  readonly where: string;
  /** An UnreadReason, or '' when nobody said why. */
  readonly why: string;
  readonly findings: readonly number[];
}

export interface MessageFacts {
  readonly direction: Direction;
  readonly findings: readonly Finding[];
  readonly marks: readonly Mark[];
  readonly unread: readonly Unread[];
  readonly defects: readonly Defect[];
  readonly attachmentOf: AttachmentOf;
  /** Something is attached that is more than a picture. */
  readonly attachment: boolean;
}

export interface RecipientFacts {
  readonly relation: Relation;
  /** How the sender stands to the organisation: by envelope, by author. */
  readonly sender: ReadonlySet<Relation>;
  readonly channel: 'clear' | 'encrypted';
  readonly exempt: boolean;
  readonly encryptionGroup: boolean;
  readonly ownAddress: boolean;
  /** ISO 3166-1 alpha-2, or `??`. */
  readonly country: string;
  readonly consent: boolean;
}

/** Below this a marking is a guess, which counts only where the examination itself took it for the classification. */
const surely = 0.5;

export function messageFacts(
  examination: Examination,
  authenticity: readonly Finding[],
  direction: Direction,
  schemes: ReadonlyMap<string, Scheme>,
): MessageFacts {
  const findings = [...examination.findings, ...authenticity];
  return {
    direction,
    findings,
    marks: marksOf(examination, findings, schemes),
    unread: unreadOf(examination, findings),
    defects: examination.defects,
    attachmentOf: attachmentsOf(examination.parts),
    attachment: examination.parts.some(
      ({ path, role, type }) =>
        // The message itself is the root of its parts, not something sent along.
        path !== 'message' && (role === 'attachment' || role === 'message') && !type.startsWith('image/'),
    ),
  };
}

/** What was registered with a level bears it without a mark. */
const bearsLevel: ReadonlySet<Finding['kind']> = new Set(['marking', 'document', 'identifier']);

/** The classification, the highest level in every other scheme, and every level that no scheme knows. */
function marksOf(
  { classification }: Examination,
  findings: readonly Finding[],
  schemes: ReadonlyMap<string, Scheme>,
): readonly Mark[] {
  const highest = new Map<string, { rank: number; mark: Mark }>();
  const unknown: Mark[] = [];
  const bearers = new Map<string, number[]>();
  findings.forEach((finding, index) => {
    const level = finding.value?.level;
    if (!bearsLevel.has(finding.kind) || typeof level !== 'string') return;
    const scheme = typeof finding.value?.scheme === 'string' ? finding.value.scheme : '';
    const key = `${scheme}\0${level}`;
    bearers.set(key, [...(bearers.get(key) ?? []).slice(0, 99), index]);
    const known = schemes.get(scheme)?.levels.find((each) => each.name === level);
    if (finding.confidence < surely || (finding.kind === 'marking' && scheme === classification?.scheme)) {
      // Of the classification's own scheme the examination already chose; of a guess nothing follows.
    } else if (known === undefined) {
      unknown.push({ scheme, level, sensitive: true, known: false, findings: [index] });
    } else if (known.rank > (highest.get(scheme)?.rank ?? -1)) {
      highest.set(scheme, {
        rank: known.rank,
        mark: { scheme, level, sensitive: known.sensitive, known: true, findings: [] },
      });
    }
  });
  const marks = [...highest.values()].map(({ mark }) => mark);
  if (classification !== null) {
    const { scheme, level, sensitive } = classification;
    const known = schemes.get(scheme)?.levels.some((each) => each.name === level) ?? false;
    marks.unshift({ scheme, level, sensitive, known, findings: [] });
  }
  return [
    ...marks.map((mark) => ({ ...mark, findings: bearers.get(`${mark.scheme}\0${mark.level}`) ?? [] })),
    ...unknown,
  ];
}

/** From the coverage ledger, from findings that name a place outside it, and from the protection of the whole message. */
function unreadOf({ parts, protection }: Examination, findings: readonly Finding[]): readonly Unread[] {
  const byPlace = new Map<string, { why: string; findings: number[] }>();
  for (const part of parts) if (part.read !== 'full') byPlace.set(part.path, { why: part.why ?? '', findings: [] });
  findings.forEach((finding, index) => {
    if (finding.kind !== 'unreadable') return;
    const known = byPlace.get(finding.where);
    const why = finding.value?.why;
    if (known !== undefined) known.findings.push(index);
    else byPlace.set(finding.where, { why: typeof why === 'string' ? why : '', findings: [index] });
  });
  const unread = [...byPlace].map(([where, { why, findings: bearers }]) => ({ where, why, findings: bearers }));
  const sealed = protection === 'smime-encrypted' || protection === 'pgp-encrypted';
  if (sealed && !unread.some(({ why }) => why === 'end-to-end'))
    unread.push({ where: 'body', why: 'end-to-end', findings: [] });
  return unread;
}
