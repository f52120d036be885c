// The Rescans port on KMS: opens held mail where a password of its window or a decider's proof lets it, and hands out facts alone
// (DESIGN 5a). The key lets the role of rescan-held do so, and no other.
import type { Examination, ExaminationContext } from '../../core/model/examination.ts';
import { type Clock, Refused, type Rescans } from '../../core/ports.ts';
import { openCandidates } from '../local/candidates.ts';
import { refusalOf } from '../local/opening-proof.ts';
import type { CandidateWindows } from './dynamo-windows.ts';
import { accessOf, deciderKey, type Halves, unseal } from './kms-keys.ts';

export interface KmsRescansOptions extends Halves {
  readonly windows: CandidateWindows;
  /** Ed25519 public keys by the decider's name: Base64 of their SubjectPublicKeyInfo. */
  readonly deciders: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Answers with facts alone. */
  readonly read: (raw: Uint8Array, context: ExaminationContext) => Promise<Examination>;
}

export function kmsRescans({ key, shares, windows, deciders, clock, read }: KmsRescansOptions): Rescans {
  return {
    window: () => windows.current(),
    async rescan(item, sealed, { mailFrom, ocr, openLocked = false }, { candidates, proof }) {
      const keys = await openCandidates(candidates, (window) => windows.open(window).catch(unlessRefused));
      const refusal =
        proof === null
          ? keys.length === 0 && 'no password that could open it is in its window'
          : refusalOf('rescan', proof, item, clock(), (name) => deciderKey(deciders, name));
      if (typeof refusal === 'string') throw new Refused(refusal);
      if (accessOf(sealed) !== 'grantable')
        throw new Refused('this item can be released or disposed of, but never read');
      const raw = await unseal({ key, shares }, item, sealed, null);
      return read(raw, { mailFrom, ocr, openLocked, keys });
    },
  };
}

/** A window that is damaged or may not be opened keeps its own passwords shut, and no other's. */
function unlessRefused(cause: unknown): null {
  if (cause instanceof Refused) return null;
  throw cause;
}
