// People as oversight knows them: who they are, who answers for them, and whether they work here now.

export type Language = 'en' | 'fr';

export interface Person {
  /** Account id, lower case. */
  readonly id: string;
  readonly name: string;
  /** Lower case; the first is where notices go. */
  readonly addresses: readonly string[];
  readonly language: Language;
  /** Id of who answers for this person; null at the top. */
  readonly manager: string | null;
  /** As HR says; when either changes, rights end. Absent where HR was never asked. */
  readonly unit?: string;
  readonly position?: string;
  /** Whether others report to this person, as HR says. */
  readonly isManager: boolean;
  readonly status: 'active' | 'leave' | 'left';
  /** First day of the leave, `2026-01-31`; null when there is none. */
  readonly leaveSince: string | null;
}

/** A role for a period. What HR says of somebody gives `employee` and `manager` without one. */
export interface Right {
  readonly person: string;
  readonly role: RightRole;
  /** Days, both included. */
  readonly from: string;
  readonly until: string;
  readonly givenBy: string;
  readonly givenAt: number;
  /** When it was last needed, in milliseconds since the epoch; null while never. */
  readonly lastUsed: number | null;
  readonly ended: { readonly at: number; readonly by: string; readonly why: string } | null;
}

export const rightRoles = [
  'investigator',
  'corporate-security',
  'chief-security-officer',
  'deputy-chief-security-officer',
  'access-officer',
  'auditor',
  'administrator',
] as const;
export type RightRole = (typeof rightRoles)[number];

/** Record id of a right: one a person and role at a time. */
export function rightId(person: string, role: RightRole): string {
  return `${person}/${role}`;
}

const accountId = /^[a-z0-9][a-z0-9._-]{0,63}$/;

export function isAccountId(text: string): boolean {
  return accountId.test(text);
}
