// Finds protective markings and sensitivity labels, wherever people and programs put them, and tells them from mentions.
import type { Finding } from '../../../model/finding.ts';
import type { ParsedMessage } from '../../../model/message.ts';
import type { Reading, TextRegion } from '../../../model/part.ts';
import type { Detector } from '../detector.ts';
import { type SettledMark, settleSchemes } from './choose-scheme.ts';
import { type Lexicon, lexiconOf } from './lexicon.ts';
import { bannerMark, edgeMark, type Mark, trimmedFacts } from './mark.ts';
import { readBanner } from './read-banner.ts';
import { readEdges } from './read-edges.ts';
import { readField, readProperty } from './read-property.ts';
import { readRegion } from './read-region.ts';
import { labelsInField, labelsInProperties, type SensitivityLabel } from './sensitivity-label.ts';

const markingRule = 'markings/protective-marking';
const labelRule = 'markings/sensitivity-label';

export const detectMarkings: Detector = ({ message, readings, rulebook }) => {
  const lexicon = lexiconOf(rulebook.schemes, rulebook.pack.schemes, rulebook.list('marking-labels'));
  const marks: Mark[] = [...fieldMarks(message, lexicon)];
  const labels: LabelAt[] = fieldLabels(message, lexicon);
  const seen = new Set<string>(marks.map((mark) => mark.where));
  for (const reading of readings) {
    for (const region of reading.regions) {
      if (region.kind === 'header-field' && seen.has(region.where)) continue;
      marks.push(...marksIn(region, lexicon));
      if (region.kind === 'sheet' || region.kind === 'slide') marks.push(...sheetName(region, lexicon));
    }
    labels.push(...partLabels(reading, lexicon));
    if (!reading.regions.some((region) => region.kind === 'file-name')) marks.push(...partName(reading, lexicon));
  }
  if (marks.length + labels.length === 0) return [];
  const settled = settleSchemes([...marks, ...labels.flatMap((label) => label.mark ?? [])], lexicon, {
    lang: languageOf(readings),
    domains: domainsOf(message),
  });
  const byMark = new Map(settled.map((each) => [each.mark, each]));
  return [
    ...labels.map((label) => labelFinding(label, label.mark === null ? undefined : byMark.get(label.mark))),
    ...marks.flatMap((mark) => byMark.get(mark) ?? []).map(markingFinding),
  ];
};

function marksIn(region: TextRegion, lexicon: Lexicon): readonly Mark[] {
  switch (region.kind) {
    case 'code':
      return [];
    case 'subject': {
      const found = readEdges(region.text, lexicon, 'subject');
      return found === null ? [] : [edgeMark(region, found, 0.95)];
    }
    case 'file-name':
      return fileName(region, lexicon);
    case 'header-field':
      return readField(region.where, region.label ?? '', region.text, lexicon);
    case 'property':
      return readProperty(region, lexicon);
    default:
      return readRegion(region, lexicon);
  }
}

const extension = /\.[A-Za-z0-9]{1,5}$/;

function fileName(region: Pick<TextRegion, 'where' | 'kind' | 'text'>, lexicon: Lexicon): readonly Mark[] {
  const name = region.text.slice(-400);
  const base = name.slice(name.lastIndexOf('/') + 1);
  const stem = base.replace(extension, '');
  const found = readEdges(stem.length > 0 ? stem : base, lexicon, 'file-name');
  return found === null ? [] : [edgeMark(region, found, 0.85, region.text.length - base.length)];
}

function partName({ part }: Reading, lexicon: Lexicon): readonly Mark[] {
  if (part.name === null || part.role === 'body') return [];
  return fileName({ where: part.path, kind: 'file-name', text: part.name }, lexicon).map(
    ({ offset: _, length: __, ...mark }) => mark,
  );
}

/** The name of a sheet may be a marking; a colon cannot stand in one. */
function sheetName(region: TextRegion, lexicon: Lexicon): readonly Mark[] {
  if (region.label === undefined) return [];
  const banner = readBanner(region.label, lexicon, false);
  if (banner === null || (banner.everyday && !banner.upper && banner.labelled === null)) return [];
  return [bannerMark(region, banner, 0.85)];
}

function fieldMarks(message: ParsedMessage, lexicon: Lexicon): readonly Mark[] {
  return message.headers.flatMap((header) => readField(`header:${header.name}`, header.name, header.value, lexicon));
}

interface LabelAt {
  readonly where: string;
  readonly label: SensitivityLabel;
  /** Null when the label maps to no level: then it is a fact and nothing more. */
  readonly mark: Mark | null;
}

function fieldLabels(message: ParsedMessage, lexicon: Lexicon): LabelAt[] {
  return message.headers
    .filter((header) => header.name.toLowerCase() === 'msip_labels')
    .flatMap((header) => labelsInField(header.value).map((label) => labelAt(`header:${header.name}`, label, lexicon)));
}

function partLabels({ part, regions }: Reading, lexicon: Lexicon): readonly LabelAt[] {
  const fields = regions
    .filter(
      (region) =>
        region.kind === 'header-field' &&
        region.label?.toLowerCase() === 'msip_labels' &&
        !region.where.startsWith('header:'),
    )
    .flatMap((region) => labelsInField(region.text).map((label) => labelAt(region.where, label, lexicon)));
  return [
    ...fields,
    ...labelsInProperties(regions).map((label) =>
      labelAt(`${part.path}#property:MSIP_Label_${label.guid}`, label, lexicon),
    ),
  ];
}

function labelAt(where: string, label: SensitivityLabel, lexicon: Lexicon): LabelAt {
  return { where, label, mark: label.enabled ? labelMark(where, label, lexicon) : null };
}

function labelMark(where: string, label: SensitivityLabel, lexicon: Lexicon): Mark | null {
  const mapped = lexicon.labelGuids.get(label.guid);
  if (mapped !== undefined) {
    return {
      where,
      carrier: 'label',
      senses: [mapped],
      hints: [],
      joint: '',
      controls: false,
      confidence: 0.99,
      facts: {},
    };
  }
  const banner = label.name === null ? null : readBanner(label.name.replaceAll('\\', ' - '), lexicon, false);
  return banner === null ? null : { ...bannerMark({ where, kind: 'property' }, banner, 0.97), carrier: 'label' };
}

function labelFinding({ where, label }: LabelAt, settled: SettledMark | undefined): Finding {
  const { name, guid, site, enabled } = label;
  const level = settled === undefined ? {} : { scheme: settled.sense.scheme, level: settled.sense.level };
  return {
    rule: labelRule,
    kind: 'marking',
    severity: settled?.sense.sensitive === true ? 'high' : 'low',
    confidence: settled?.mark.confidence ?? 0.9,
    where,
    value: { ...level, label: { name, guid, site }, ...(enabled ? {} : { enabled }) },
    owner: null,
  };
}

function markingFinding({ mark, sense }: SettledMark): Finding {
  return {
    rule: markingRule,
    kind: 'marking',
    severity: sense.sensitive ? 'high' : 'low',
    confidence: mark.confidence,
    where: mark.where,
    ...(mark.offset === undefined ? {} : { offset: mark.offset, length: mark.length }),
    value: { scheme: sense.scheme, level: sense.level, ...trimmedFacts(mark.facts) },
    owner: null,
  };
}

function domainsOf({ from, to, cc }: ParsedMessage): readonly string[] {
  return [...from, ...to, ...cc].map(({ address }) => address.slice(address.lastIndexOf('@') + 1).toLowerCase());
}

const french = new Set([
  'le',
  'la',
  'les',
  'des',
  'du',
  'et',
  'est',
  'une',
  'pour',
  'dans',
  'que',
  'vous',
  'nous',
  'sur',
  'ce',
  'au',
]);
const english = new Set([
  'the',
  'and',
  'of',
  'to',
  'is',
  'in',
  'for',
  'you',
  'that',
  'on',
  'it',
  'with',
  'are',
  'this',
  'from',
  'be',
]);
const sample = 2000;

/** `fr` when French words outnumber English ones in the first texts; null otherwise. */
function languageOf(readings: readonly Reading[]): string | null {
  let balance = 0;
  for (const reading of readings.slice(0, 20)) {
    for (const region of reading.regions.slice(0, 3)) {
      for (const word of region.text
        .slice(0, sample)
        .toLowerCase()
        .split(/[^a-zà-ÿ]/)) {
        if (french.has(word)) balance++;
        else if (english.has(word)) balance--;
      }
    }
  }
  return balance > 3 ? 'fr' : null;
}
