// Redacted copies: the texts of a message with marked spans taken out, and a log of what was taken out where.
import { Refused } from '../../ports.ts';
import type { ItemView, ViewedText } from '../viewing/item-view.ts';

export interface RedactedSpan {
  /** Place of a text among those of the item's view, counted from 0: names of texts may repeat. */
  readonly text: number;
  /** UTF-16 code units; the whole text when absent. */
  readonly offset?: number | undefined;
  readonly length?: number | undefined;
  /** The provision it rests on. */
  readonly why: string;
}

const sign = '[redacted]';

/**
 * All texts of the item, one below the other. Texts are numbered, since the name of a file says something too. Rejects with
 * Refused when a span lies outside its text: better no copy than one that shows what was to be hidden.
 */
export function redactedCopy({ texts, cut }: Pick<ItemView, 'texts' | 'cut'>, spans: readonly RedactedSpan[]): string {
  if (cut) throw new Refused('this message is too long to be redacted here; redact its original by other means');
  if (spans.some(({ text }) => texts[text] === undefined))
    throw new Refused('a redaction names a text that the message does not have');
  return texts
    .map((text, place) => ({ text, own: spans.filter((span) => span.text === place), place }))
    .filter(({ text: { kind } }) => kind !== 'file-name' && kind !== 'code')
    .map(({ text, own, place }) => `--- text ${place} (${text.kind}) ---\n${without(text, own)}\n`)
    .join('\n');
}

function without({ text }: ViewedText, spans: readonly RedactedSpan[]): string {
  const ranges = spans
    .map(({ offset = 0, length = text.length - offset }) => ({ start: offset, end: offset + length }))
    .sort((a, b) => a.start - b.start);
  let kept = '';
  let gapEnd = -1;
  for (const { start, end } of ranges) {
    if (start < 0 || end < start || end > text.length)
      throw new Refused('a redaction lies outside the text that it names');
    // Spans that touch or overlap are one gap.
    if (start > gapEnd) kept += `${text.slice(Math.max(gapEnd, 0), start)}${sign}`;
    gapEnd = Math.max(gapEnd, end);
  }
  return kept + text.slice(Math.max(gapEnd, 0));
}
