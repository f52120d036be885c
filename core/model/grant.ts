// What an approver signs: who may open which items, in which case, for what, until when.
import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

export interface Grant {
  /** Id of the access that was asked for. */
  readonly id: string;
  readonly case: string;
  /** Who may read. */
  readonly reader: string;
  /** Ids of held items, sorted, at most 200. */
  readonly items: readonly string[];
  readonly purpose: 'read' | 'original' | 'export';
  /** Last moment, milliseconds since the epoch. */
  readonly until: number;
}

/** An approver's proof, by a key of a file or by a passkey whose challenge is `grantChallenge` (WebAuthn section 7.2). */
export type ApproverProof =
  | {
      readonly kind: 'key';
      readonly approver: string /** Base64, Ed25519 over the challenge. */;
      readonly signature: string;
    }
  | {
      readonly kind: 'passkey';
      readonly approver: string;
      /** Each in base64url, as the browser gives them. */
      readonly authenticatorData: string;
      readonly clientData: string;
      readonly signature: string;
    };

/** The 32 bytes that are signed. */
export function grantChallenge({ id, case: caseId, reader, items, purpose, until }: Grant): Buffer {
  const text = canonicalJson({ kind: 'postern grant 1', id, case: caseId, reader, items, purpose, until });
  return createHash('sha256').update(text).digest();
}
