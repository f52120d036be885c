// Who acts in the deployment (DESIGN 5a). Roles stand before keys: a key policy can only name a role that exists.

export const roleNames = [
  'scan-message',
  'finish-message',
  'rescan-held',
  'release-held',
  'read-content',
  'approve-access',
  'dispose-expired',
  'serve-console',
  'send-notices',
  'checkpoint-audit',
  'report-quarter',
  'expire-passwords',
  'import-people',
  'sign-in',
] as const;
/** A role carries the name of the function that assumes it; one that has no function yet is held ready, and denied all the same. */
export type RoleName = (typeof roleNames)[number];

/** They encrypt new held items and can open none. */
export const sealers: readonly RoleName[] = ['scan-message', 'finish-message'];

/** They make a held item's share of its key, or destroy it. */
export const shareWriters: readonly RoleName[] = [...sealers, 'dispose-expired'];

/** They open held items by their own right: to try found passwords, and on a signed release decision. */
export const openers: readonly RoleName[] = ['rescan-held', 'release-held'];

/** The only role that a grant may name: it shows one item to one investigator. */
export const reader: RoleName = 'read-content';

/** The only role that makes and revokes grants. */
export const approver: RoleName = 'approve-access';

/** They see the raw copy while a message is under way; releasing puts it back for the hand-over. */
export const rawReaders: readonly RoleName[] = ['scan-message', 'finish-message', 'release-held'];

/** Each vouches for what it writes under a key of its own: the state of the trail, a disposal, an export. */
export const signers = { checkpoint: 'checkpoint-audit', disposal: 'dispose-expired', export: 'read-content' } as const;
export type Evidence = keyof typeof signers;
