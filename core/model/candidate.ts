// A password that came in a mail and may open a locked file of another one, for 72 hours at most.

/** The key that candidates are sealed under for now. */
export interface CandidateWindow {
  readonly id: string;
  /** X25519 public key, SubjectPublicKeyInfo in DER; who has the other half is the key service. */
  readonly key: Uint8Array;
}

/** Plain JSON, as the ledger keeps it. */
export interface SealedCandidate {
  /** Keyed hash of the password, all that is ever recorded of it. */
  readonly fingerprint: string;
  /** Id of its window. */
  readonly window: string;
  /** Base64. */
  readonly sealed: string;
}
