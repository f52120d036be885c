// Access to named items of retained mail: asked for in a case, approved by the chief security officer, bound by a grant.

export const accessPurposes = ['read', 'original', 'export'] as const;
export type AccessPurpose = (typeof accessPurposes)[number];

/** One approval covers at most so many items (DESIGN 5). */
export const mostItems = 200;

export interface Access {
  /** `<case>/<unguessable>`. */
  readonly id: string;
  readonly case: string;
  readonly requester: string;
  readonly items: readonly string[];
  readonly purpose: AccessPurpose;
  /** Why these items, in the requester's words. */
  readonly why: string;
  /** Last moment, milliseconds since the epoch. */
  readonly until: number;
  readonly askedAt: number;
  readonly state: 'asked' | 'approved' | 'refused' | 'revoked';
  readonly decision: { readonly at: number; readonly by: string; readonly why: string } | null;
}

/** Approved, and neither revoked nor over. */
export function isInForce({ state, until }: Access, now: number): boolean {
  return state === 'approved' && now <= until;
}
