// Turns WordprocessingML markup into text: runs joined, paragraphs on lines, cells between tabs; text boxes, watermarks
// and hidden or deleted runs go to regions of their own.
import type { RegionKind } from '../../../../model/part.ts';
import type { Gathering, TextSink } from '../gathering.ts';
import { type ListCounter, type ListPlace, noLists } from '../office/list-counter.ts';
import { attribute, attributesOf, type XmlHandler, type XmlTag } from '../xml-scan.ts';
import { fieldWatcher } from './field-codes.ts';

export interface Story {
  readonly kind: RegionKind;
  readonly region: string;
}

interface Choice {
  /** Characters written before the alternatives began. */
  readonly before: number;
  skipping: boolean;
}

/** Handler for one story (body, a header, the comments …); the texts appear in `found`. */
export function wordTextHandler(found: Gathering, story: Story, lists: ListCounter = noLists): XmlHandler {
  const main = found.open(story.kind, story.region);
  const fields = fieldWatcher(found);
  const boxes: TextSink[] = [];
  const choices: Choice[] = [];
  let hidden: TextSink | null = null;
  let names: TextSink | null = null;
  let total = 0;
  let deleted = 0;
  let properties = 0;
  let runProperties = 0;
  let vanish = false;
  let inText = false;
  let inInstruction = false;
  let cellsInRow = 0;
  let shapeIsWatermark = false;
  let place: ListPlace | null = null;

  const inHeader = story.kind === 'page-header' || story.kind === 'page-footer';
  const current = () => boxes.at(-1) ?? main;
  const write = (value: string) => {
    if (choices.at(-1)?.skipping) return;
    total += value.length;
    if (deleted > 0 || vanish) {
      hidden ??= found.open('hidden', story.region === '' ? 'hidden' : `${story.region}-hidden`);
      hidden.write(value);
    } else current().write(value);
  };
  const endLine = () => {
    if (!choices.at(-1)?.skipping) current().breakLine();
    hidden?.breakLine();
  };

  /** Number of a list item, before the first text of its paragraph. */
  function endProperties(): void {
    properties = Math.max(0, properties - 1);
    if (properties > 0 || place === null) return;
    const number = lists.next(place);
    place = null;
    if (number !== '') write(number);
  }

  /** Descriptions of pictures, and names that somebody gave them. */
  function noteNames(values: ReadonlyMap<string, string>): void {
    const name = values.get('name') ?? '';
    const given = /^[\p{L} ]{0,40} ?\d{0,6}$/u.test(name.slice(0, 60)) ? '' : name;
    for (const said of [values.get('descr'), values.get('title'), values.get('alt'), values.get('href'), given]) {
      if (said === undefined || said.trim() === '') continue;
      names ??= found.open('hidden', story.region === '' ? 'names' : `${story.region}-names`);
      names.write(`${said}\n`);
    }
  }

  function openShape(tag: XmlTag): void {
    const values = attributesOf(tag);
    noteNames(values);
    const name = `${values.get('id') ?? ''} ${values.get('name') ?? ''}`.slice(0, 400);
    if (/water\s?mark|filigrane/i.test(name)) shapeIsWatermark = true;
  }

  function openBox(): void {
    if (shapeIsWatermark) boxes.push(found.open('watermark', 'watermark'));
    // A box in a page header is part of what stands at the head of every page.
    else if (inHeader) boxes.push(found.open(story.kind, story.region));
    else boxes.push(found.open('text-box', 'text-box'));
  }

  const opens: Readonly<Record<string, (tag: XmlTag) => void>> = {
    t: () => {
      inText = true;
    },
    delText: () => {
      inText = true;
    },
    instrText: () => {
      inInstruction = true;
    },
    delInstrText: () => {
      inInstruction = true;
    },
    fldChar: (tag) => fields.mark(attribute(tag, 'fldCharType') ?? ''),
    fldSimple: (tag) => fields.simple(attribute(tag, 'instr') ?? ''),
    pPr: () => {
      properties++;
      place = { list: null, level: null, style: null };
    },
    numId: (tag) => {
      if (place !== null && properties > 0) place = { ...place, list: attribute(tag, 'val') };
    },
    ilvl: (tag) => {
      if (place !== null && properties > 0) place = { ...place, level: Number(attribute(tag, 'val') ?? 0) || 0 };
    },
    pStyle: (tag) => {
      if (place !== null && properties > 0) place = { ...place, style: attribute(tag, 'val') };
    },
    rPr: () => {
      runProperties++;
    },
    r: () => {
      vanish = false;
    },
    vanish: (tag) => {
      if (properties === 0 && isOn(attribute(tag, 'val'))) vanish = true;
    },
    del: () => {
      if (runProperties === 0) deleted++;
    },
    moveFrom: () => {
      if (runProperties === 0) deleted++;
    },
    tab: () => {
      if (properties === 0) write('\t');
    },
    br: (tag) => write(attribute(tag, 'type') === 'page' ? '\f' : '\n'),
    cr: () => write('\n'),
    noBreakHyphen: () => write('-'),
    sym: (tag) => write(symbol(attribute(tag, 'char'))),
    tr: () => {
      cellsInRow = 0;
      current().startRow();
    },
    tc: () => {
      if (cellsInRow++ > 0) current().nextCell();
    },
    comment: (tag) => write(authorLine(tag)),
    docPr: openShape,
    cNvPr: (tag) => noteNames(attributesOf(tag)),
    imagedata: (tag) => noteNames(attributesOf(tag)),
    shape: openShape,
    txbxContent: openBox,
    textpath: (tag) => {
      const text = attribute(tag, 'string');
      if (text !== null) found.add('watermark', 'watermark', text);
    },
    AlternateContent: () => {
      choices.push({ before: total, skipping: false });
    },
    Fallback: () => {
      // The same box again for older programs; kept only when the first alternative said nothing.
      const choice = choices.at(-1);
      if (choice !== undefined) choice.skipping = total > choice.before;
    },
  };

  const closes: Readonly<Record<string, () => void>> = {
    t: () => {
      inText = false;
    },
    delText: () => {
      inText = false;
    },
    instrText: () => {
      inInstruction = false;
    },
    delInstrText: () => {
      inInstruction = false;
    },
    pPr: endProperties,
    rPr: () => {
      runProperties = Math.max(0, runProperties - 1);
    },
    r: () => {
      vanish = false;
    },
    del: () => {
      if (runProperties === 0) deleted = Math.max(0, deleted - 1);
    },
    moveFrom: () => {
      if (runProperties === 0) deleted = Math.max(0, deleted - 1);
    },
    p: endLine,
    tr: endLine,
    drawing: () => {
      shapeIsWatermark = false;
    },
    pict: () => {
      shapeIsWatermark = false;
    },
    txbxContent: () => {
      boxes.pop();
    },
    Fallback: () => {
      const choice = choices.at(-1);
      if (choice !== undefined) choice.skipping = false;
    },
    AlternateContent: () => {
      choices.pop();
    },
  };

  return {
    open: (tag) => {
      if (Object.hasOwn(opens, tag.name)) opens[tag.name]?.(tag);
    },
    close: (name) => {
      if (Object.hasOwn(closes, name)) closes[name]?.();
    },
    text: (value) => {
      if (inText) write(value);
      else if (inInstruction) fields.instruction(value);
    },
  };
}

function isOn(value: string | null): boolean {
  return value === null || !/^(0|false|off)$/i.test(value.slice(0, 8));
}

/** Symbol fonts lie in the private use area with their old 8-bit code in the low byte (17.3.3.30). */
function symbol(char: string | null): string {
  const code = Number.parseInt((char ?? '').slice(0, 6), 16);
  if (!(code > 0 && code <= 0xffff)) return '';
  return String.fromCharCode(code >= 0xf000 && code <= 0xf0ff ? code - 0xf000 : code);
}

function authorLine(tag: XmlTag): string {
  const author = attribute(tag, 'author');
  return author === null ? '' : `${author}: `;
}
