// Passwords that may open a held file, sealed for the key process under the key of a window of time (R-304, DESIGN 5a).
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { CandidateWindow, SealedCandidate } from '../../core/model/candidate.ts';
import type { FoundKey } from '../../core/model/examination.ts';
import { seal, unseal, wrappingLength } from './sealing.ts';

/** Milliseconds that candidates are sealed under one key. */
const windowLength = 6 * 3_600_000;
/** Windows that a candidate waits at most: 72 hours. */
const windowsKept = 12;

/** Name of the window of a time in milliseconds since the epoch. */
export function windowAt(time: number): string {
  return String(Math.floor(time / windowLength));
}

/** Whether a candidate of that window may still be needed. */
export function isWindowOpen(window: string, now: number): boolean {
  const age = Number(windowAt(now)) - Number(window);
  return /^\d{1,9}$/.test(window) && age >= 0 && age <= windowsKept;
}

/** Milliseconds since the epoch from which no candidate of that window is needed any more. */
export function windowEnd(window: string): number {
  return (Number(window) + windowsKept + 1) * windowLength;
}

export function sealCandidate(password: string, fingerprint: string, { id, key }: CandidateWindow): SealedCandidate {
  const windowKey = createPublicKey({ key: Buffer.from(key), format: 'der', type: 'spki' });
  const { wrapping, sealed } = seal(boundTo(id, fingerprint), Buffer.from(password), 'release-only', windowKey);
  return { fingerprint, window: id, sealed: Buffer.concat([wrapping, sealed]).toString('base64') };
}

/** Null when it was not sealed under this key, or changed since. */
export function openCandidate({ fingerprint, window, sealed }: SealedCandidate, windowKey: KeyObject): string | null {
  const bytes = Buffer.from(sealed, 'base64');
  const wrapping = bytes.subarray(0, wrappingLength);
  const opened = unseal(boundTo(window, fingerprint), bytes.subarray(wrappingLength), wrapping, windowKey);
  return opened === null ? null : Buffer.from(opened.plain).toString('utf8');
}

function boundTo(window: string, fingerprint: string): string {
  return `candidate\0${window}\0${fingerprint}`;
}

/** Each costs a try on every lock. */
const mostCandidates = 16;

/** Those that can be opened; `windowKey` answers null for a window whose time is over. */
export async function openCandidates(
  candidates: readonly SealedCandidate[],
  windowKey: (window: string) => Promise<KeyObject | null>,
): Promise<readonly FoundKey[]> {
  const found: FoundKey[] = [];
  for (const candidate of candidates.slice(0, mostCandidates)) {
    const key = await windowKey(candidate.window);
    const password = key === null ? null : openCandidate(candidate, key);
    if (password !== null) found.push({ password, fingerprint: candidate.fingerprint });
  }
  return found;
}
