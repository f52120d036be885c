// Reads SVG pictures: their text, as of a page, and what would run when a browser shows one (SVG 2, chapter 15).
import type { Reader } from '../reader.ts';
import { type Gathering, gathered } from './gathering.ts';
import { tokenizeHtml } from './html/html-tokens.ts';
import { decodeHtml, readHtmlSource } from './html.ts';

export const readSvg: Reader = (item, budget) =>
  gathered(budget, (found) => {
    const source = decodeHtml(item.bytes);
    readHtmlSource(source, found, budget);
    if (declaresMarkup(source)) found.fact('svg-script');
    let foreign = false;
    tokenizeHtml(source, budget, {
      open: (name, attributes) => {
        const local = name.slice(name.lastIndexOf(':') + 1);
        if (local === 'foreignobject') foreign = true;
        noteElement(local, attributes, foreign, found);
      },
      close: () => undefined,
      text: () => undefined,
      comment: () => undefined,
    });
    return undefined;
  });

const pageElements = new Set(['form', 'input', 'iframe', 'object', 'embed', 'meta']);

/** Drawing programs put labels into foreign objects; forms and frames there make a page of the picture. */
function noteElement(
  name: string,
  attributes: ReadonlyMap<string, string>,
  foreign: boolean,
  found: Gathering,
): undefined {
  if (name === 'foreignobject') found.fact('svg-foreign-object');
  if (name === 'script' || name === 'handler') found.fact('svg-script');
  if (foreign && pageElements.has(name)) found.fact('svg-page');
  for (const [key, value] of attributes) {
    if ((key.startsWith('on') && key.length > 3 && value.trim() !== '') || isScriptLink(value))
      found.fact('svg-script');
    // An animation that sets an event attribute.
    if (key === 'attributename' && /^on[a-z]/i.test(value)) found.fact('svg-script');
  }
}

/** An entity that stands for elements: its author has something to hide. Drawing programs declare names alone. */
function declaresMarkup(source: string): boolean {
  const head = source.slice(0, 65_536);
  for (let at = head.indexOf('<!ENTITY'); at >= 0; at = head.indexOf('<!ENTITY', at + 8)) {
    const declaration = head.slice(at + 8, at + 4000).split('<!ENTITY', 1)[0] ?? '';
    if (/^[^"'>]{0,200}["'][^>]{0,2000}(?:<|&#(?:x3c|60);|script:|&lt;)/i.test(declaration)) return true;
  }
  return false;
}

/** Browsers leave white space and control characters out of the name of a scheme. */
function isScriptLink(value: string): boolean {
  let start = '';
  for (const character of value.slice(0, 100)) if (character > ' ') start += character;
  return /^(?:javascript|vbscript):/i.test(start);
}
