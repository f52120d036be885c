// A retained message as it may be shown: texts, inert HTML, header fields, part tree, findings with their places.
// Made in an examining process, never in the gateway's own.
import type { Examination } from '../../model/examination.ts';
import type { Finding } from '../../model/finding.ts';
import type { ParsedMessage } from '../../model/message.ts';
import type { Part, Reading, RegionKind } from '../../model/part.ts';
import { safeHtml } from './safe-html.ts';
import { shallowHtml } from './shallow-html.ts';

export interface ItemView {
  /** In the order of the message, decoded. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** What was read out of bodies and attachments, in the order of the parts; offsets of findings count in these. */
  readonly texts: readonly ViewedText[];
  /** Bodies in HTML, made inert. */
  readonly html: readonly { readonly where: string; readonly html: string }[];
  /** With what could not be read, and why. */
  readonly parts: readonly Part[];
  readonly findings: readonly Finding[];
  readonly defects: readonly string[];
  /** Something was left out because there was too much of it. */
  readonly cut: boolean;
}

export interface ViewedText {
  /** As findings name it. */
  readonly where: string;
  readonly kind: RegionKind;
  readonly label?: string;
  readonly text: string;
}

const mostHeaders = 500;
const longestHeader = 10_000;
/** UTF-16 code units, of one text and of all. */
const longestText = 1_000_000;
const mostText = 5_000_000;
const longestHtml = 2_000_000;

export function itemView(
  { headers, leaves }: ParsedMessage,
  readings: readonly Reading[],
  { findings, parts, defects }: Pick<Examination, 'findings' | 'parts' | 'defects'>,
): ItemView {
  let left = mostText;
  let cut = headers.length > mostHeaders;
  const within = (text: string, most: number) => {
    const kept = text.slice(0, Math.min(most, left));
    left -= kept.length;
    cut ||= kept.length < text.length;
    return kept;
  };
  const shownHeaders = headers
    .slice(0, mostHeaders)
    .map(({ name, value }) => ({ name, value: within(value, longestHeader) }));
  const texts = readings
    .flatMap(({ regions }) => regions)
    .map(({ where, kind, label, text }): ViewedText => {
      const kept = within(text, longestText);
      return { where, kind, ...(label === undefined ? {} : { label }), text: kept };
    });
  const bodies = leaves.filter(
    ({ role, declaredType, text }) => role === 'body' && declaredType === 'text/html' && text !== null,
  );
  const inert = (text: string) => {
    const shown = shallowHtml(within(text, longestHtml));
    cut ||= shown.length < text.length;
    return safeHtml(shown);
  };
  const html = bodies.map(({ path, text }) => ({ where: path, html: inert(text ?? '') }));
  const listed = defects.map(({ kind, where }) => (where === '' ? kind : `${kind} in ${where}`));
  return { headers: shownHeaders, texts, html, parts, findings, defects: listed, cut };
}
