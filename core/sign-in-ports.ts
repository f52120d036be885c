// What signing in needs from the outside.
import type { Passkey } from './model/account.ts';

/** How people prove who they are; what each method takes has a bounded length. */
export interface Factors {
  /** Slow on purpose. */
  hashPassword(password: string): Promise<string>;
  /** As slow when there is no hash to compare with. */
  isPassword(password: string, hash: string | null): Promise<boolean>;
  /** A new password that keeps the rules, to be told once. */
  oneTimePassword(): string;
  /** A new secret for time-based codes, in base32 (RFC 4648). */
  newTotp(): string;
  /** How an authenticator app takes the secret from a screen; null when it cannot be drawn. */
  totpPicture(secret: string, person: string): Promise<CodePicture | null>;
  /** Number of the 30-second step at `now` or beside it whose code this is (RFC 6238); null when it is none's. */
  totpStep(secret: string, code: string, now: number): number | null;
  /** Encrypted so that only this installation reads it, and only for that person. */
  hide(secret: string, person: string): string;
  /** Null when it was hidden for somebody else or changed. */
  reveal(hidden: string, person: string): string | null;
  /** 32 unguessable bytes in base64url. */
  newChallenge(): string;
  /** The passkey that a browser made (WebAuthn section 7.1); null when the answer does not hold. */
  registeredPasskey(answer: unknown, challenge: string, now: number): Promise<Passkey | null>;
  /** The passkey's new counter (WebAuthn section 7.2); null when the assertion does not hold. */
  assertedCounter(answer: unknown, challenge: string, passkey: Passkey): Promise<number | null>;
}

/** A QR code, light all round. */
export interface CodePicture {
  /** Modules, of one unit each. */
  readonly side: number;
  /** The dark ones, as path data of SVG. */
  readonly path: string;
}

/**
 * What signing in must remember for minutes or hours: sessions, codes, sign-ins that were begun; and which forms were sent. Who
 * reads it where it is kept can sign nobody in. Values are plain JSON; `until` is in milliseconds since the epoch.
 */
export interface SignInMemory {
  /** Null when there is none, or its time is over. */
  get(kind: string, id: string): Promise<unknown>;
  /** Replaces what is there. */
  put(kind: string, id: string, value: unknown, until: number): Promise<void>;
  /** False, and nothing is changed, when somebody claimed it before. */
  claim(kind: string, id: string, until: number): Promise<boolean>;
  forget(kind: string, id: string): Promise<void>;
}
