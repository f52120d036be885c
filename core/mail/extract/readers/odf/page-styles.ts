// Page headers, footers and what stands on master pages, out of an OpenDocument styles.xml.
import type { RegionKind } from '../../../../model/part.ts';
import type { Gathering, TextSink } from '../gathering.ts';
import { attribute, type XmlHandler } from '../xml-scan.ts';

const pageKinds: Readonly<Record<string, RegionKind>> = {
  header: 'page-header',
  'header-left': 'page-header',
  'header-first': 'page-header',
  footer: 'page-footer',
  'footer-left': 'page-footer',
  'footer-first': 'page-footer',
  'master-page': 'master',
};

interface Place {
  readonly element: string;
  readonly sink: TextSink;
}

export function odfPageStylesHandler(found: Gathering): XmlHandler {
  const places: Place[] = [];
  let inMasters = false;
  let paragraphs = 0;
  let shapeName = '';
  const enter = (element: string, kind: RegionKind) => {
    if (places.length < 64) places.push({ element, sink: found.open(kind, kind) });
  };
  return {
    open: (tag) => {
      const { name } = tag;
      if (name === 'master-styles') inMasters = true;
      if (!inMasters) return;
      const kind = Object.hasOwn(pageKinds, name) ? pageKinds[name] : undefined;
      // `presentation:header` and `text:header` are fields; only style elements hold page headers.
      if (kind !== undefined && tag.qualifiedName.startsWith('style:')) enter(name, kind);
      else if (name === 'p' || name === 'h') paragraphs++;
      else if (name === 'frame' || name === 'custom-shape') {
        shapeName = attribute(tag, 'name') ?? '';
        if (name === 'custom-shape' && /watermark|filigrane/i.test(shapeName)) enter(name, 'watermark');
      } else if (name === 's' || name === 'tab') places.at(-1)?.sink.write(name === 's' ? ' ' : '\t');
      else if (name === 'line-break') places.at(-1)?.sink.write('\n');
    },
    close: (name) => {
      if (name === 'master-styles') inMasters = false;
      if (name === 'p' || name === 'h') {
        paragraphs = Math.max(0, paragraphs - 1);
        places.at(-1)?.sink.breakLine();
      }
      if (places.at(-1)?.element === name) places.pop();
    },
    text: (value) => {
      if (paragraphs > 0) places.at(-1)?.sink.write(value.replace(/[\r\n]+\s*/g, ' '));
    },
  };
}
