// The shipped schemes as the detector sees them, and a message made of regions, for the tests in this folder.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { classify } from '../../../../core/mail/detect/markings/classify.ts';
import { detectMarkings } from '../../../../core/mail/detect/markings/detect-markings.ts';
import type { Classification, Finding } from '../../../../core/model/finding.ts';
import type { ParsedMessage } from '../../../../core/model/message.ts';
import type { Reading, RegionKind, TextRegion } from '../../../../core/model/part.ts';
import type { Scheme } from '../../../../core/model/scheme.ts';
import type { Rulebook } from '../../../../core/rulebook/rulebook.ts';

interface SchemeFile {
  readonly title: string;
  readonly labels: readonly string[];
  readonly caveats: readonly string[];
  readonly label_guids: Readonly<Record<string, string>>;
  readonly grammar: Readonly<Record<string, unknown>>;
  readonly levels: readonly {
    readonly name: string;
    readonly sensitive: boolean;
    readonly forms: Readonly<Record<string, readonly string[]>>;
    readonly portions: readonly string[];
  }[];
}

export const schemeIds = ['ca-gc', 'calgary-isc', 'uk-gscp', 'uk-gpms', 'au-pspf', 'us', 'nato', 'tlp'] as const;

export function shippedSchemes(guids: Readonly<Record<string, string>> = {}): ReadonlyMap<string, Scheme> {
  return new Map(
    schemeIds.map((id) => {
      const path = new URL(`../../../../policy/schemes/${id}.yaml`, import.meta.url);
      const file: SchemeFile = parse(readFileSync(path, 'utf8'));
      const levels = file.levels.map((level, rank) => ({ ...level, rank }));
      const { title, labels, caveats, grammar } = file;
      return [
        id,
        { id, title, levels, labels, caveats, grammar, labelGuids: id === 'ca-gc' ? guids : file.label_guids },
      ];
    }),
  );
}

const shipped = shippedSchemes();

export interface Outcome {
  readonly findings: readonly Finding[];
  readonly classification: Classification | null;
}

export interface Given {
  readonly kind?: RegionKind;
  readonly where?: string;
  readonly label?: string;
  readonly text: string;
}

/** What the detector says of a message with these regions (a string is a body) and header fields. */
export function examined(
  given: readonly (string | Given)[],
  headers: Readonly<Record<string, string>> = {},
  schemes: ReadonlyMap<string, Scheme> = shipped,
): Outcome {
  const regions = given.map((each): TextRegion => {
    const region = typeof each === 'string' ? { text: each } : each;
    return { where: region.kind ?? 'body', kind: 'body', ...region };
  });
  const findings = detectMarkings({
    message: messageWith(headers),
    readings: [readingOf(regions)],
    context: { mailFrom: '', ocr: true },
    rulebook: rulebookOf(schemes),
    fingerprint: (secret) => secret,
  });
  return { findings, classification: classify(findings, schemes) };
}

/** Canonical level of a message with this one region, null when it is not marked. */
export function levelOf(text: string, kind: RegionKind = 'body', label?: string): string | null {
  return examined([{ text, kind, ...(label === undefined ? {} : { label }) }]).classification?.level ?? null;
}

function readingOf(regions: readonly TextRegion[]): Reading {
  return {
    part: {
      path: 'body',
      role: 'body',
      name: null,
      declaredType: 'text/plain',
      type: 'text/plain',
      bytes: 0,
      sha256: '',
      read: 'full',
      facts: [],
    },
    regions,
  };
}

function messageWith(headers: Readonly<Record<string, string>>): ParsedMessage {
  return {
    headers: Object.entries(headers).map(([name, value]) => ({ name, value, span: { start: 0, end: 0 } })),
    subject: '',
    from: [],
    sender: null,
    replyTo: [],
    to: [],
    cc: [],
    bcc: [],
    returnPath: null,
    messageId: null,
    inReplyTo: null,
    references: [],
    leaves: [],
    protection: 'none',
    defects: [],
  };
}

/** The shipped schemes and nothing else. */
export function emptyRulebook(): Rulebook {
  return rulebookOf(shipped);
}

function rulebookOf(schemes: ReadonlyMap<string, Scheme>): Rulebook {
  return {
    pack: {
      name: 'test',
      hash: '',
      clauses: [],
      matrices: [],
      schemes: [...schemes.keys()],
      organisation: {
        name: { en: '', fr: '' },
        domains: [],
        partners: [],
        contact: '',
        noticeFrom: '',
        declaredPersonal: [],
        sharedMailboxes: {},
        exempt: [],
      },
    } as unknown as Rulebook['pack'],
    schemes,
    rules: new Map(),
    rulesFor: () => [],
    list: () => new Set(),
  };
}
