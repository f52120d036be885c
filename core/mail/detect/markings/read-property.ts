// Reads markings out of header fields and document properties, which name what they hold.
import type { TextRegion } from '../../../model/part.ts';
import type { Banner } from './banner.ts';
import { readKeyValues } from './key-values.ts';
import type { Lexicon } from './lexicon.ts';
import { bannerMark, edgeMark, type Mark, trimmedFacts } from './mark.ts';
import { readBanner } from './read-banner.ts';
import { readEdges, talks } from './read-edges.ts';

import { isLabelProperty } from './sensitivity-label.ts';

/** Parts of names that programs give to a marking: letters only, lower case. */
const names = [
  'classification',
  'protectivemarking',
  'securitymarking',
  'titus',
  'bjdocumentsecuritylabel',
  'bjdocumentlabel',
  'securitylabel',
  'sensitivitylabel',
  'xsensitivity',
  'docsecurity',
  'janusseal',
  'cotedesecurite',
  'marking',
];
const longestValue = 2000;

/** RFC 2156 values of Sensitivity say how a mail program shows the mail; they are no levels. */
const mailSensitivity = new Set(['normal', 'personal', 'private', 'companyconfidential', 'confidential', 'none']);

export function readField(where: string, name: string, value: string, lexicon: Lexicon): readonly Mark[] {
  if (value.length === 0 || value.length > longestValue) return [];
  const letters = lettersOnly(name);
  const region = { where, kind: 'header-field', label: name } as const;
  if (letters === 'sensitivity' || letters === 'keywords' || letters === 'comments') {
    const banner = mailSensitivity.has(lettersOnly(value)) ? null : readBanner(value.trim(), lexicon, false);
    return banner === null || !isClear(banner) ? [] : [bannerMark(region, banner, 0.9)];
  }
  return isNamed(letters) ? named(region, value, lexicon) : [];
}

export function readProperty(region: TextRegion, lexicon: Lexicon): readonly Mark[] {
  const name = region.label ?? '';
  const value = region.text.trim();
  if (isLabelProperty(name) || value.length === 0 || value.length > longestValue) return [];
  if (isNamed(lettersOnly(name))) return named(region, value, lexicon);
  const from = region.text.indexOf(value);
  const found = readEdges(value, lexicon, 'subject');
  if (found !== null && !isKeywordList(value)) return [edgeMark(region, found, 0.85, from)];
  return /keyword|subject|categor|tag|descri|status/i.test(name.slice(0, 200)) ? listed(region, value, lexicon) : [];
}

/** The name says that the value is a marking. */
function named(region: Pick<TextRegion, 'where' | 'kind' | 'label'>, value: string, lexicon: Lexicon): readonly Mark[] {
  const marking = value.includes('=') ? readKeyValues(value, lexicon) : null;
  if (marking !== null) {
    const { sense, ...facts } = marking;
    return [
      {
        where: region.where,
        carrier: region.kind,
        senses: [sense],
        hints: [],
        joint: '',
        controls: false,
        confidence: 0.99,
        facts: trimmedFacts(facts),
      },
    ];
  }
  const banner = readBanner(value, lexicon);
  const label = lexicon.labels.get(lettersOnly(region.label ?? ''));
  if (banner !== null) return [bannerMark(region, { ...banner, labelled: banner.labelled ?? label ?? null }, 0.97)];
  const edge = readEdges(value, lexicon, 'subject');
  return edge === null ? [] : [edgeMark(region, edge, 0.9)];
}

/** Keywords: one of them is a marking, and no second one names another level. */
function listed(region: TextRegion, value: string, lexicon: Lexicon): readonly Mark[] {
  const banners: Banner[] = [];
  for (const piece of value.split(/[;,]/).slice(0, 50)) {
    const banner = readBanner(piece.trim(), lexicon, false);
    if (banner !== null) banners.push(banner);
  }
  const [first] = banners;
  if (
    first === undefined ||
    talks(value) ||
    banners.some((banner) => banner.senses[0]?.level !== first.senses[0]?.level)
  )
    return [];
  return isClear(first) ? [bannerMark(region, first, 0.75)] : [];
}

function isKeywordList(value: string): boolean {
  return /[;,]/.test(value.slice(0, longestValue));
}

function isClear(banner: Banner): boolean {
  return !banner.everyday || banner.upper || banner.labelled !== null;
}

function isNamed(letters: string): boolean {
  return names.some((name) => letters.includes(name));
}

function lettersOnly(name: string): string {
  return name
    .slice(0, 200)
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '');
}
