// The roles people hold, and the duties that nobody may hold together.

export const roles = [
  'employee',
  'manager',
  'investigator',
  'corporate-security',
  'chief-security-officer',
  'access-officer',
  'auditor',
  'administrator',
] as const;
export type Role = (typeof roles)[number];

/**
 * Who watches is not who is watched, who asks is not who approves, and who runs the system decides nothing in it
 * (IRCC RBAC; CAFCASS Access). Being an employee or a manager goes with every other role but these.
 */
const apart: readonly (readonly [Role, Role])[] = [
  ['administrator', 'investigator'],
  ['administrator', 'chief-security-officer'],
  ['administrator', 'corporate-security'],
  ['administrator', 'access-officer'],
  ['administrator', 'auditor'],
  ['chief-security-officer', 'investigator'],
  ['chief-security-officer', 'access-officer'],
  ['chief-security-officer', 'auditor'],
  ['corporate-security', 'auditor'],
  ['investigator', 'auditor'],
  ['access-officer', 'auditor'],
  ['manager', 'investigator'],
];

/** The held role that forbids `added`; null when nothing does. */
export function conflictOf(held: readonly Role[], added: Role): Role | null {
  for (const [one, other] of apart) {
    if (added === one && held.includes(other)) return other;
    if (added === other && held.includes(one)) return one;
  }
  return null;
}
