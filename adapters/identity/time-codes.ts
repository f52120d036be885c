// Time-based one-time codes as authenticator apps show them (RFC 6238): SHA-1, six digits, 30 seconds.
import { Secret, TOTP } from 'otpauth';

const period = 30;
const digits = 6;
/** Steps before and after the present one: clocks of telephones differ. */
const window = 1;

export function newTotp(): string {
  return new Secret({ size: 20 }).base32;
}

/** As authenticator apps take it: `otpauth://totp/…`. */
export function totpUri(secret: string, person: string): string {
  return of(Secret.fromBase32(secret), person).toString();
}

/** See Factors. `now` in milliseconds since the epoch. */
export function totpStep(secret: string, code: string, now: number): number | null {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const delta = of(Secret.fromBase32(secret)).validate({ token, timestamp: now, window });
  return delta === null ? null : Math.floor(now / 1000 / period) + delta;
}

function of(secret: Secret, label = ''): TOTP {
  return new TOTP({ issuer: 'Postern', label, algorithm: 'SHA1', digits, period, secret });
}
