// Text of an OpenDocument content.xml: paragraphs on lines, cells between tabs, pages and sheets in regions of their own.
import type { RegionKind } from '../../../../model/part.ts';
import type { Gathering, TextSink } from '../gathering.ts';
import { isForeignFile } from '../network-file.ts';
import { attribute, type XmlHandler, type XmlTag } from '../xml-scan.ts';

/** Elements whose text leaves the flow around them. */
const asides: Readonly<Record<string, { kind: RegionKind; region: string }>> = {
  'text-box': { kind: 'text-box', region: 'text-box' },
  'custom-shape': { kind: 'text-box', region: 'text-box' },
  annotation: { kind: 'comment', region: 'comment' },
  note: { kind: 'footnote', region: 'footnote' },
  'tracked-changes': { kind: 'hidden', region: 'deleted' },
  notes: { kind: 'notes', region: 'notes' },
  'hidden-paragraph': { kind: 'hidden', region: 'hidden' },
};
const maxRepeatedSpaces = 100;

interface Flow {
  readonly element: string;
  readonly sink: TextSink;
}

/** `region`: where the main text goes, 'object' for an object that the document shows. */
export function odfContentHandler(found: Gathering, hiddenStyles: ReadonlySet<string>, region = ''): XmlHandler {
  const flows: Flow[] = [{ element: '', sink: found.open('body', region) }];
  const hiddenSpans: boolean[] = [];
  let hiddenSink: TextSink | null = null;
  let inBody = false;
  let paragraphs = 0;
  let cells = 0;
  let slides = 0;
  let spreadsheet = false;
  let presentation = false;
  let shapeName = '';

  const flow = () => flows.at(-1)?.sink;
  const write = (text: string) => {
    if (hiddenSpans.includes(true)) {
      hiddenSink ??= found.open('hidden', 'hidden');
      hiddenSink.write(text);
    } else flow()?.write(text);
  };
  const enter = (element: string, kind: RegionKind, region: string, label?: string) => {
    if (flows.length < 64) flows.push({ element, sink: found.open(kind, region, label) });
  };

  function openFlow(tag: XmlTag): boolean {
    if (tag.name === 'table' && spreadsheet) {
      const name = attribute(tag, 'name') ?? '';
      const hidden = hiddenStyles.has(attribute(tag, 'style-name') ?? '');
      enter('table', hidden ? 'hidden' : 'sheet', `sheet:${name.slice(0, 100)}`, name);
      found.add('sheet', 'sheet-names', name);
    } else if (tag.name === 'page' && presentation) enter('page', 'slide', `slide:${++slides}`);
    else if (Object.hasOwn(asides, tag.name)) {
      // Text frames on slides and drawings are the content, not aside of it.
      if (presentation && (tag.name === 'text-box' || tag.name === 'custom-shape')) return false;
      const aside = asides[tag.name];
      const watermark = tag.name === 'custom-shape' && /watermark|filigrane/i.test(shapeName);
      if (aside !== undefined)
        enter(tag.name, watermark ? 'watermark' : aside.kind, watermark ? 'watermark' : aside.region);
    } else return false;
    return true;
  }

  function open(tag: XmlTag): void {
    switch (tag.name) {
      case 'spreadsheet':
        spreadsheet = true;
        break;
      case 'presentation':
      case 'drawing':
        if (tag.qualifiedName.startsWith('office:')) presentation = true;
        break;
      case 'body':
        inBody = true;
        break;
      case 'frame':
      case 'custom-shape':
        shapeName = attribute(tag, 'name') ?? '';
        break;
      case 'p':
      case 'h':
        paragraphs++;
        break;
      case 'span':
        if (hiddenSpans.length < 64) hiddenSpans.push(hiddenStyles.has(attribute(tag, 'style-name') ?? ''));
        break;
      case 's':
        write(' '.repeat(Math.min(maxRepeatedSpaces, Math.max(1, Number(attribute(tag, 'c') ?? 1) || 1))));
        break;
      case 'tab':
        write('\t');
        break;
      case 'line-break':
        write('\n');
        break;
      case 'table-row':
        cells = 0;
        flow()?.startRow();
        break;
      case 'table-cell':
      case 'covered-table-cell':
        if (cells++ > 0) flow()?.nextCell();
        break;
      default:
    }
    noteLinks(tag, found);
    openFlow(tag);
  }

  function close(name: string): void {
    if (name === 'p' || name === 'h') {
      paragraphs = Math.max(0, paragraphs - 1);
      flow()?.breakLine();
      hiddenSink?.breakLine();
    } else if (name === 'span') hiddenSpans.pop();
    else if (name === 'table-row') flow()?.breakLine();
    if (flows.length > 1 && flows.at(-1)?.element === name) flows.pop();
  }

  return {
    open,
    close,
    text: (value) => {
      if (inBody && paragraphs > 0) write(value.replace(/[\r\n]+\s*/g, ' '));
    },
  };
}

function noteLinks(tag: XmlTag, found: Gathering): void {
  if (tag.name === 'dde-source' || tag.name === 'dde-connection-decl') found.fact('dde');
  else if (tag.name === 'event-listener' || tag.name === 'event-listeners') found.fact('script-events');
  else if (
    tag.name === 'object' ||
    tag.name === 'object-ole' ||
    tag.name === 'section-source' ||
    tag.name === 'table-source' ||
    tag.name === 'image' ||
    tag.name === 'plugin'
  )
    noteTarget(tag, found);
  // DDE() fetches as the fields do (OpenFormula 6.9.2).
  else if (tag.name === 'table-cell' && /\bDDE\s{0,5}\(/.test(attribute(tag, 'formula')?.slice(0, 2000) ?? ''))
    found.fact('dde');
}

function noteTarget(tag: XmlTag, found: Gathering): void {
  const target = attribute(tag, 'href') ?? '';
  if (isForeignFile(target)) found.fact('remote-file');
  if (tag.name === 'image') {
    if (/^\s*https?:/i.test(target.slice(0, 40))) found.fact('external-image');
  } else if (/^\s*(https?|ftp|file):/i.test(target.slice(0, 40))) {
    found.fact('external-link');
    if (!/^\s*file:/i.test(target.slice(0, 40)) && tag.name !== 'plugin') found.fact('remote-object');
  }
}
