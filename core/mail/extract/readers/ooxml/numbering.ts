// List definitions of a Word document (ECMA-376 part 1, 17.9).
import {
  deepestLevel,
  type Level,
  type List,
  type ListCounter,
  type ListPlace,
  listCounter,
  noLists,
} from '../office/list-counter.ts';
import { attribute, type XmlTag } from '../xml-scan.ts';
import type { OfficePackage } from './package.ts';

const mostLists = 5000;

/** A counter for one story; the definitions are read once for all. */
export function listCounters(
  pack: OfficePackage,
  numberingPart: string | null,
  stylesPart: string | null,
): () => ListCounter {
  if (numberingPart === null) return () => noLists;
  const known = readLists(pack, numberingPart);
  const styles = stylesPart === null ? new Map<string, ListPlace>() : readStyleLists(pack, stylesPart);
  return () => listCounter(known, styles);
}

function readLists(pack: OfficePackage, part: string): ReadonlyMap<string, List> {
  const definitions = new Map<string, Level[]>();
  const lists = new Map<string, List>();
  let current: Level[] | null = null;
  let level: Level | null = null;
  let list: List | null = null;
  let override = 0;
  const at = (tag: XmlTag): number => Math.min(deepestLevel - 1, Math.max(0, Number(attribute(tag, 'ilvl') ?? 0) || 0));
  const value = (tag: XmlTag): string => attribute(tag, 'val') ?? '';
  const opens: Readonly<Record<string, (tag: XmlTag) => void>> = {
    abstractNum: (tag) => {
      current = [];
      if (definitions.size < mostLists) definitions.set(attribute(tag, 'abstractNumId') ?? '', current);
    },
    num: (tag) => {
      current = null;
      list = { definition: '', levels: [], restarts: new Set() };
      if (lists.size < mostLists) lists.set(attribute(tag, 'numId') ?? '', list);
    },
    abstractNumId: (tag) => {
      if (list === null) return;
      current = [...(definitions.get(value(tag)) ?? [])];
      list.definition = value(tag);
      list.levels = current;
    },
    lvlOverride: (tag) => {
      override = at(tag);
    },
    startOverride: (tag) => {
      if (current === null || list === null) return;
      current[override] = { ...current[override], start: Number(value(tag)) || 0 };
      list.restarts.add(override);
    },
    lvl: (tag) => {
      level = {};
      if (current !== null) current[at(tag)] = level;
    },
    start: (tag) => {
      if (level !== null) level.start = Number(value(tag)) || 0;
    },
    numFmt: (tag) => {
      if (level !== null) level.format ??= value(tag);
    },
    lvlText: (tag) => {
      if (level !== null) level.text = value(tag);
    },
    lvlRestart: (tag) => {
      if (level !== null) level.restart = Number(value(tag)) || 0;
    },
    isLgl: () => {
      if (level !== null) level.legal = true;
    },
  };
  pack.scan(part, {
    open: (tag) => {
      if (Object.hasOwn(opens, tag.name)) opens[tag.name]?.(tag);
    },
    close: (name) => {
      if (name === 'lvl') level = null;
    },
  });
  return lists;
}

/** Lists that paragraph styles belong to; a style takes over what the one it is based on says (17.7). */
function readStyleLists(pack: OfficePackage, part: string): ReadonlyMap<string, ListPlace> {
  const places = new Map<string, ListPlace>();
  let style = '';
  let place: ListPlace = { list: null, level: null, style: null };
  pack.scan(part, {
    open: (tag) => {
      if (tag.name === 'style') {
        style = attribute(tag, 'styleId') ?? '';
        place = { list: null, level: null, style: null };
      } else if (tag.name === 'basedOn') place = { ...(places.get(attribute(tag, 'val') ?? '') ?? place) };
      else if (tag.name === 'numId') place = { ...place, list: attribute(tag, 'val') };
      else if (tag.name === 'ilvl') place = { ...place, level: Number(attribute(tag, 'val') ?? 0) || 0 };
    },
    close: (name) => {
      if (name === 'style' && place.list !== null && places.size < mostLists) places.set(style, place);
    },
  });
  return places;
}
