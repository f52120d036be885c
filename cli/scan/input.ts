// What a path on the command line turns into.

/** A message to scan, or a path that could not be opened. */
export type Input =
  | { readonly file: string; readonly raw: Uint8Array }
  | { readonly file: string; readonly tooLarge: number }
  | { readonly file: string; readonly problem: string };

/** Bytes; larger ones are not read but held. */
export const largestMessage = 512 * 2 ** 20;
