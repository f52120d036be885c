// A case and the one table of how it may move.
import type { Role } from '../access/role.ts';

/** Why retained content may be needed at all; nothing else opens a case. */
export const purposes = [
  'suspected-misuse',
  'security-incident',
  'classified-disclosure',
  'access-to-information',
  'privacy-request',
  'legal-request',
] as const;
export type Purpose = (typeof purposes)[number];

/** Requests of law: led by an access officer, whose export needs the same grant. */
export const lawPurposes: readonly Purpose[] = ['access-to-information', 'privacy-request', 'legal-request'];

export const caseStates = ['referred', 'open', 'concluded', 'closed', 'declined'] as const;
export type CaseState = (typeof caseStates)[number];

export type CaseOutcome = 'unfounded' | 'founded' | 'inconclusive';

export interface Case {
  readonly id: string;
  readonly state: CaseState;
  readonly purpose: Purpose;
  /** Person the suspicion is about; null for a request of law. */
  readonly about: string | null;
  readonly referredBy: string | null;
  /** Recorded reasonable grounds: what was seen, by whom, when. */
  readonly grounds: string;
  /** Whether the person is told of the case; not, for a reason that is recorded. */
  readonly told: { readonly yes: boolean; readonly why: string };
  /** Consultation of Human Resources, before a case on a person opens. */
  readonly consulted: { readonly at: number; readonly whom: string } | null;
  /** What may be searched; null until it is set. */
  readonly scope: CaseScope | null;
  readonly investigators: readonly CaseInvestigator[];
  /** Who leads a request of law. */
  readonly officer: string | null;
  readonly outcome: { readonly result: CaseOutcome; readonly summary: string } | null;
  readonly directorInformed: { readonly at: number; readonly by: string } | null;
  readonly referrals: readonly { readonly to: Referral; readonly at: number; readonly by: string }[];
  readonly openedAt: number;
  readonly history: readonly CaseStep[];
}

/** Whose mail of which days; both days included. */
export interface CaseScope {
  readonly addresses: readonly string[];
  readonly from: string;
  readonly until: string;
}

export interface CaseInvestigator {
  readonly person: string;
  /** Last day. */
  readonly until: string;
  readonly by: string;
  readonly at: number;
}

export interface CaseStep {
  readonly move: CaseMove;
  readonly at: number;
  readonly by: string;
}

export type Referral = 'labour-relations' | 'law-enforcement';

interface MoveRow {
  readonly from: readonly CaseState[];
  readonly to: CaseState;
  readonly by: readonly Role[];
}

/**
 * Report, consultation, investigation, Director informed, outcome, referral (CALGARY Investigating and Reporting;
 * CBSA 6.4). A move that is not here does not exist.
 */
export const caseMoves = {
  refer: { from: [], to: 'referred', by: ['manager'] },
  'open-new': { from: [], to: 'open', by: ['corporate-security', 'access-officer'] },
  consult: { from: ['referred'], to: 'referred', by: ['corporate-security'] },
  decline: { from: ['referred'], to: 'declined', by: ['corporate-security'] },
  open: { from: ['referred'], to: 'open', by: ['corporate-security'] },
  'set-scope': { from: ['open'], to: 'open', by: ['corporate-security', 'access-officer'] },
  'set-telling': { from: ['open', 'concluded'], to: 'same', by: ['corporate-security', 'chief-security-officer'] },
  authorise: { from: ['open'], to: 'open', by: ['chief-security-officer'] },
  withdraw: { from: ['open'], to: 'open', by: ['chief-security-officer'] },
  conclude: { from: ['open'], to: 'concluded', by: ['corporate-security', 'access-officer'] },
  'inform-director': { from: ['concluded'], to: 'concluded', by: ['corporate-security', 'chief-security-officer'] },
  'refer-on': { from: ['concluded'], to: 'concluded', by: ['corporate-security', 'chief-security-officer'] },
  reopen: { from: ['concluded'], to: 'open', by: ['chief-security-officer'] },
  close: { from: ['concluded'], to: 'closed', by: ['corporate-security', 'access-officer'] },
} as const satisfies Record<string, Omit<MoveRow, 'to'> & { to: CaseState | 'same' }>;
export type CaseMove = keyof typeof caseMoves;

/** Why a case in that state cannot make that move for somebody with these roles; null when it can. */
export function refusalOfMove(move: CaseMove, state: CaseState | null, held: readonly Role[]): string | null {
  const row: { readonly from: readonly CaseState[]; readonly by: readonly Role[] } = caseMoves[move];
  if (!row.by.some((role) => held.includes(role))) return `only ${row.by.join(' or ')} may ${spoken(move)} a case`;
  if (state === null ? row.from.length === 0 : row.from.includes(state)) return null;
  return `a case that is ${state ?? 'not there'} cannot be moved by "${spoken(move)}"; it must be ${row.from.join(' or ') || 'new'}`;
}

/** The state after a move that was not refused. */
export function stateAfter(move: CaseMove, state: CaseState): CaseState {
  const { to } = caseMoves[move];
  return to === 'same' ? state : to;
}

function spoken(move: CaseMove): string {
  return move.replace('-', ' ');
}

/** Who may investigate on a day: authorised by name until a date, that day included. */
export function investigatorsOn({ investigators }: Case, day: string): readonly string[] {
  return investigators.filter(({ until }) => day <= until).map(({ person }) => person);
}
