// Policy files as text → as data, each held against its shape; what they say of each other is checked elsewhere.
import type { z } from 'zod';
import { type CheckedFile, checkShape, type ShapeOptions } from './check-shape.ts';
import type { Problem } from './policy-error.ts';
import { type OrganisationFile, organisationFile } from './shapes/organisation-file.ts';
import { type PackFile, packFile } from './shapes/pack-file.ts';
import { type RuleFile, ruleFile } from './shapes/rule-file.ts';
import { type SchemeFile, schemeFile } from './shapes/scheme-file.ts';
import { referencesOf, sourcesFile } from './shapes/sources-file.ts';

/**
 * Contents by path. The first segment names the folder as people call it; below it lie `sources.yaml`, `rules/`,
 * `schemes/`, `lists/`, `yara/`, `organisations/` and `packs/`. An organisation's own folder is a second one, with its `pack.yaml`
 * and `organisation.yaml`.
 */
export type PolicyFiles = ReadonlyMap<string, string>;

export interface PolicyText {
  readonly rules: ReadonlyMap<string, CheckedFile<RuleFile>>;
  readonly schemes: ReadonlyMap<string, CheckedFile<SchemeFile>>;
  readonly packs: ReadonlyMap<string, CheckedFile<PackFile>>;
  readonly organisations: ReadonlyMap<string, CheckedFile<OrganisationFile>>;
  readonly lists: ReadonlyMap<string, ReadonlySet<string>>;
  /** Sources of YARA rules by name. */
  readonly yara: ReadonlyMap<string, string>;
  /** Clauses of the source documents that may be named. */
  readonly references: ReadonlySet<string>;
  /** Paths of the files that were read, sorted. */
  readonly used: readonly string[];
}

interface Place {
  readonly folder: 'rules' | 'schemes' | 'packs' | 'organisations' | 'lists' | 'sources' | 'yara';
  readonly id: string;
}

/** Null for files that are no policy, such as a readme. */
function placeOfFile(path: string): Place | null {
  const below = path.slice(path.indexOf('/') + 1);
  if (below === 'sources.yaml') return { folder: 'sources', id: 'sources' };
  const top = path.slice(0, path.indexOf('/'));
  if (below === 'pack.yaml') return { folder: 'packs', id: top };
  if (below === 'organisation.yaml') return { folder: 'organisations', id: top };
  const [folder, ...rest] = below.split('/');
  const name = rest.join('/');
  if (folder === 'lists' && name.endsWith('.txt')) return { folder, id: name.slice(0, -'.txt'.length) };
  if (folder === 'yara' && name.endsWith('.yar')) return { folder, id: name.slice(0, -'.yar'.length) };
  if (!name.endsWith('.yaml')) return null;
  if (folder !== 'rules' && folder !== 'schemes' && folder !== 'packs' && folder !== 'organisations') return null;
  return { folder, id: name.slice(0, -'.yaml'.length) };
}

/**
 * `wanted` says which packs to read, besides those they extend, and which organisations, besides those that packs name;
 * the others are not even parsed.
 */
export function readPolicy(
  files: PolicyFiles,
  wanted: (id: string) => boolean,
  options: ShapeOptions = { examples: true },
): { readonly policy: PolicyText; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const rules = new Map<string, CheckedFile<RuleFile>>();
  const schemes = new Map<string, CheckedFile<SchemeFile>>();
  const packs = new Map<string, CheckedFile<PackFile>>();
  const organisations = new Map<string, CheckedFile<OrganisationFile>>();
  const lists = new Map<string, ReadonlySet<string>>();
  const yara = new Map<string, string>();
  const references = new Set<string>();
  const used: string[] = [];

  const add = <T>(into: Map<string, CheckedFile<T>>, file: string, id: string, shape: z.ZodType<T>) => {
    used.push(file);
    const read = checkShape(file, files.get(file) ?? '', shape, options);
    if (!read.ok) problems.push(...read.problems);
    else if (into.has(id)) problems.push(`${file}: "${id}" is there already, in ${into.get(id)?.file} — rename one`);
    else into.set(id, read.checked);
  };
  const found = [...files.keys()].sort().flatMap((file) => {
    const place = placeOfFile(file);
    return place === null ? [] : [{ file, ...place }];
  });
  for (const { file, folder, id } of found) {
    if (folder === 'rules') add(rules, file, id, ruleFile);
    else if (folder === 'schemes') add(schemes, file, id, schemeFile);
    else if (folder === 'lists') {
      used.push(file);
      lists.set(id, entriesOf(files.get(file) ?? ''));
    } else if (folder === 'yara') {
      used.push(file);
      yara.set(id, files.get(file) ?? '');
    } else if (folder === 'sources') {
      used.push(file);
      const read = checkShape(file, files.get(file) ?? '', sourcesFile, options);
      if (!read.ok) problems.push(...read.problems);
      else for (const reference of referencesOf(read.checked.value)) references.add(reference);
    }
  }
  readPacks(found.filter(({ folder }) => folder === 'packs'));
  const named = new Set([...packs].map(([id, { value }]) => value.organisation ?? id));
  for (const { file, folder, id } of found) {
    if (folder === 'organisations' && (named.has(id) || wanted(id))) add(organisations, file, id, organisationFile);
  }
  return { policy: { rules, schemes, packs, organisations, lists, yara, references, used: used.sort() }, problems };

  function readPacks(all: readonly { readonly file: string; readonly id: string }[]): void {
    const open = all.map(({ id }) => id).filter(wanted);
    const seen = new Set<string>();
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      for (const { file } of all.filter((each) => each.id === id)) add(packs, file, id, packFile);
      const base = packs.get(id)?.value.extends;
      if (base !== undefined) open.push(base);
    }
  }
}

/** One entry a line; `#` starts a comment. */
function entriesOf(text: string): ReadonlySet<string> {
  const entries = text.split('\n').map((line) => (line.split('#', 1)[0] ?? '').trim().toLowerCase());
  return new Set(entries.filter((entry) => entry !== ''));
}
