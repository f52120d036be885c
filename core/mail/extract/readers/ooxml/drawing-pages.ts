// Text of Visio drawings ([MS-VSDX]) and XPS documents (ECMA-388), which are packages of pages.
import type { Gathering, TextSink } from '../gathering.ts';
import { attribute, type XmlHandler } from '../xml-scan.ts';
import type { OfficePackage } from './package.ts';

export function isDrawing(main: string): boolean {
  return /^visio\/|\.fdseq$/i.test(main.slice(0, 300));
}

export function readDrawingPages(pack: OfficePackage, found: Gathering): void {
  for (const name of pack.names) {
    const short = name.slice(-200);
    if (/^visio\/masters\/master\d+\.xml$/i.test(name)) pack.scan(name, shapeText(found.open('master', 'master')));
    else if (/^visio\/pages\/page\d+\.xml$/i.test(name)) pack.scan(name, shapeText(found.open('slide', 'page')));
    else if (/\.fpage$/i.test(short)) pack.scan(name, glyphText(found.open('body', 'page')));
  }
}

function shapeText(sink: TextSink): XmlHandler {
  let inText = false;
  return {
    open: ({ name }) => {
      if (name === 'Text') inText = true;
    },
    close: (name) => {
      if (name !== 'Text') return;
      inText = false;
      sink.breakLine();
    },
    text: (value) => {
      if (inText) sink.write(value);
    },
  };
}

function glyphText(sink: TextSink): XmlHandler {
  return {
    open: (tag) => {
      if (tag.name !== 'Glyphs') return;
      // `{}` escapes a leading brace (ECMA-388, 12.1.3).
      sink.write((attribute(tag, 'UnicodeString') ?? '').replace(/^\{\}/, ''));
      sink.breakLine();
    },
  };
}
