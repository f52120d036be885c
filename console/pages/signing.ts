// Signatures that a decider or approver makes beside the page, with a key that never leaves their machine.
import { html } from 'hono/html';
import { Unsound } from '../app/ask.ts';
import type { Fields, Html, Own } from '../app/page.ts';

/** Shown by the script alone: without it the signature comes from the command line. */
export function signingHtml({ text }: Own): Html {
  const said = text.security.item;
  return html`<div class="field" data-key hidden><label for="key-file">${said.keyFile}</label>
<span class="hint" id="key-file-hint">${said.keyHint}</span>
<input type="file" id="key-file" accept=".key,.pem" aria-describedby="key-file-hint"></div>`;
}

/** One a line, in the order of the items. Rejects with Unsound. */
export function proofsOf(fields: Fields, items: readonly string[]): readonly object[] {
  const lines = fields.one('proof').trim().split('\n');
  if (lines.length !== items.length) throw new Unsound(['proof']);
  return lines.map(proofOf);
}

/** As the command line prints it. Throws Unsound. */
export function proofOf(line: string): object {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below.
  }
  throw new Unsound(['proof']);
}
