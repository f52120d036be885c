// What is kept of somebody's account: never a password, only slow hashes; a second factor's secret only encrypted.

export interface Account {
  /** Id of the person it belongs to; nobody shares one. */
  readonly person: string;
  readonly password: KeptPassword;
  /** Hashes of the passwords before, newest first, at most ten. */
  readonly former: readonly string[];
  /** Wrong passwords and wrong codes since the last sign-in. */
  readonly failures: number;
  /** Milliseconds since the epoch; null while it is open. */
  readonly lockedAt: number | null;
  readonly totp: KeptTotp | null;
  readonly passkeys: readonly Passkey[];
  /** Sessions from before this moment (milliseconds since the epoch) are closed. */
  readonly sessionsFrom: number;
  readonly lastSignIn: number | null;
}

export interface KeptPassword {
  readonly hash: string;
  readonly setAt: number;
  /** Given by an administrator: good for one sign-in, which must change it. */
  readonly oneTime: boolean;
}

/** Time-based codes (RFC 6238). */
export interface KeptTotp {
  /** Encrypted for this account. */
  readonly secret: string;
  readonly addedAt: number;
  /** Number of the newest 30-second step whose code was used: none is taken twice (RFC 6238 section 5.2). */
  readonly lastStep: number;
}

/** A WebAuthn credential. */
export interface Passkey {
  /** Base64url, as the authenticator names it. */
  readonly id: string;
  /** COSE key in base64url (RFC 9052 section 7). */
  readonly publicKey: string;
  readonly counter: number;
  readonly addedAt: number;
}
