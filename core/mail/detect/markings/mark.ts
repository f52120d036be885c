// A marking seen in one place, before it is settled which scheme it belongs to.
import type { RegionKind, TextRegion } from '../../../model/part.ts';
import type { Banner } from './banner.ts';
import type { Sense } from './lexicon.ts';
import type { Edge } from './read-edges.ts';

export interface Mark {
  readonly where: string;
  /** Kind of the carrier; tells how clear the marking is. */
  readonly carrier: RegionKind | 'label';
  readonly senses: readonly Sense[];
  /** Schemes whose own label, key or caveat came with it. */
  readonly hints: readonly ReadonlySet<string>[];
  readonly joint: string;
  readonly controls: boolean;
  readonly confidence: number;
  readonly offset?: number;
  readonly length?: number;
  /** Further facts for the finding's value: caveats, expiry. */
  readonly facts: Readonly<Record<string, unknown>>;
}

export function edgeMark(region: Pick<TextRegion, 'where' | 'kind'>, found: Edge, confidence: number, from = 0): Mark {
  const place = { offset: from + found.start, length: found.end - found.start };
  if (found.type === 'key-values') {
    const { sense, ...facts } = found.marking;
    return {
      where: region.where,
      carrier: region.kind,
      senses: [sense],
      hints: [],
      joint: '',
      controls: false,
      confidence: 0.99,
      ...place,
      facts: trimmedFacts(facts),
    };
  }
  return { ...bannerMark(region, found.banner, confidence), ...place };
}

export function bannerMark(region: Pick<TextRegion, 'where' | 'kind'>, banner: Banner, confidence: number): Mark {
  const hints = [
    ...(banner.labelled === null ? [] : [banner.labelled]),
    ...banner.caveats.map((caveat) => caveat.schemes).filter((schemes) => schemes.size > 0),
  ];
  const caveats = [...new Set(banner.caveats.map((caveat) => caveat.name))];
  return {
    where: region.where,
    carrier: region.kind,
    senses: banner.senses,
    hints,
    joint: banner.joint,
    controls: banner.controls,
    confidence: banner.misprint ? Math.min(confidence, 0.75) : confidence,
    facts: caveats.length > 0 ? { caveats } : {},
  };
}

export function trimmedFacts(facts: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)),
  );
}
