// What decoding a transfer encoding gives, where readers may get different bytes.
export interface Decoded {
  readonly content: Uint8Array;
  /** Other bytes that some readers get; empty when everybody agrees. */
  readonly others: readonly Uint8Array[];
  /** Kind of defect, null when the encoding was in order. */
  readonly odd: string | null;
  /** The content could not be decoded here: nobody knows what a reader that can shows. */
  readonly unread: boolean;
}
