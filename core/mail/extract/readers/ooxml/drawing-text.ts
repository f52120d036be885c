// Text of DrawingML (slides, shapes on sheets, diagrams, charts): runs joined, paragraphs on lines, cells between tabs.
import type { Gathering, TextSink } from '../gathering.ts';
import { attribute, type XmlHandler } from '../xml-scan.ts';
import type { OfficePackage } from './package.ts';

/** Elements that hold characters; `v` are cached values of charts, `text` comments of slides. */
const textElements = new Set(['t', 'v', 'text']);
const lineEnds = new Set(['p', 'tr', 'txBody', 'comment', 'cm', 'v', 'text']);

/** With `found`, header and footer placeholders of a slide go to regions of their own. */
export function drawingTextHandler(main: TextSink, found?: Gathering): XmlHandler {
  let sink = main;
  let reading = 0;
  let cells = 0;
  return {
    open: (tag) => {
      const { name } = tag;
      if (textElements.has(name)) reading++;
      else if (name === 'br') sink.write('\n');
      else if (name === 'tab') sink.write('\t');
      else if (name === 'tr') {
        cells = 0;
        sink.startRow();
      } else if (name === 'tc' && cells++ > 0) sink.nextCell();
      else if (name === 'ph' && found !== undefined) sink = placeholderSink(attribute(tag, 'type'), found) ?? main;
    },
    close: (name) => {
      if (textElements.has(name)) reading = Math.max(0, reading - 1);
      if (lineEnds.has(name)) sink.breakLine();
      if (name === 'sp') sink = main;
    },
    text: (value) => {
      if (reading > 0) sink.write(value);
    },
  };
}

/** ST_PlaceholderType (ECMA-376 part 1, 19.7.10). */
function placeholderSink(type: string | null, found: Gathering): TextSink | null {
  if (type === 'hdr') return found.open('page-header', 'page-header');
  return type === 'ftr' ? found.open('page-footer', 'page-footer') : null;
}

/** Diagrams and charts stand in parts of their own, whatever the kind of document. */
export function readDiagrams(pack: OfficePackage, found: Gathering): void {
  for (const name of pack.names) {
    if (!/\/(diagrams\/data|charts\/chart)[^/]{0,40}\.xml$/i.test(name.slice(-120))) continue;
    pack.scan(name, drawingTextHandler(found.open('text-box', 'drawing')));
  }
}

/** WordArt on drawings of the older kind (VML). */
export function readWordArt(pack: OfficePackage, name: string, found: Gathering): void {
  pack.scan(name, {
    open: (tag) => {
      if (tag.name !== 'textpath') return;
      const text = attribute(tag, 'string');
      if (text !== null) found.add('watermark', 'watermark', text);
    },
  });
}
