// How a Japanese cell is pronounced, which its program shows above it.

const kana = /^[\p{Script=Katakana}\p{Script=Hiragana}]/u;

/** Readings are in kana; anything else there would only break a marking that stands in the cell. */
export function withReading(text: string, reading: string): string {
  return kana.test(reading) ? `${text} ${reading}` : text;
}
