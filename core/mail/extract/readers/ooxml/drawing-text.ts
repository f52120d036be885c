// Text of DrawingML (slides, shapes on sheets, diagrams, charts): runs joined, paragraphs on lines, cells between tabs.
import type { Gathering, TextSink } from '../gathering.ts';
import { attribute, type XmlHandler } from '../xml-scan.ts';
import type { OfficePackage } from './package.ts';

export function drawingTextHandler(sink: TextSink): XmlHandler {
  let reading = 0;
  let cells = 0;
  return {
    open: ({ name }) => {
      if (name === 't' || name === 'v' || name === 'text') reading++;
      else if (name === 'br') sink.write('\n');
      else if (name === 'tab') sink.write('\t');
      else if (name === 'tr') cells = 0;
      else if (name === 'tc' && cells++ > 0) sink.write('\t');
    },
    close: (name) => {
      if (name === 't' || name === 'v' || name === 'text') {
        reading = Math.max(0, reading - 1);
        if (name !== 't') sink.breakLine();
      } else if (name === 'tr' || name === 'txBody' || name === 'comment' || name === 'cm') sink.breakLine();
      else if (name === 'p' && cells === 0) sink.breakLine();
      else if (name === 'p') sink.write(' ');
      else if (name === 'tbl') cells = 0;
    },
    text: (value) => {
      if (reading > 0) sink.write(value);
    },
  };
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
