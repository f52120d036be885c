// Reads Rich Text Format (RTF 1.9.1): body, headers, footers, notes, shapes, properties, embedded objects.
import type { Budget } from '../limits.ts';
import type { Reader } from '../reader.ts';
import { type Gathering, gathered } from './gathering.ts';
import { readHtmlSource } from './html.ts';
import { encapsulatedHtml } from './rtf/encapsulated-html.ts';
import { rtfHandler } from './rtf/rtf-document.ts';
import { tokenizeRtf } from './rtf/rtf-tokens.ts';

export const readRtf: Reader = (item, budget) => gathered(budget, (found) => readRtfSource(item.bytes, found, budget));

/** Outlook wraps HTML in RTF ([MS-OXRTFEX]); then the HTML is what the person wrote. */
export function readRtfSource(bytes: Uint8Array, found: Gathering, budget: Budget): undefined {
  const html = encapsulatedHtml(bytes, budget);
  if (html !== null) readHtmlSource(html, found, budget);
  else tokenizeRtf(bytes, rtfHandler(found, budget), budget);
}
