// A pack together with the packs it extends, as one definition in which every piece still knows its file.
import type { CheckedFile } from './check-shape.ts';
import type { Problem } from './policy-error.ts';
import type { PolicyText } from './read-policy.ts';
import type { OrganisationFile } from './shapes/organisation-file.ts';
import type { ClauseFile, MatrixFile, PackFile } from './shapes/pack-file.ts';

/** A piece and where it was written. */
export interface Written<T> {
  readonly value: T;
  /** Name of the pack that says it. */
  readonly pack: string;
  /** A problem at a place below the piece. */
  problem(path: readonly (string | number)[], what: string): Problem;
}

export interface PackDefinition {
  readonly name: string;
  readonly file: CheckedFile<PackFile>;
  readonly organisation: CheckedFile<OrganisationFile> | null;
  readonly schemes: readonly string[];
  readonly clauses: readonly Written<ClauseFile>[];
  readonly matrices: readonly (Written<MatrixFile> & { readonly monitor?: true })[];
  /** Null where neither this pack nor the one below says how long things are kept. */
  readonly retention: PackFile['retention'] | null;
  readonly ocr: PackFile['ocr'] | null;
  readonly disarm: PackFile['disarm'] | null;
  readonly senderBlocks: PackFile['sender_blocks'] | null;
}

export type Resolved =
  | { readonly ok: true; readonly definition: PackDefinition }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function resolvePack(policy: PolicyText, name: string): Resolved {
  return resolve(policy, name, []);
}

function resolve(policy: PolicyText, name: string, below: readonly string[]): Resolved {
  const file = policy.packs.get(name);
  if (file === undefined)
    return { ok: false, problems: [`no pack is called "${name}" — there must be a file packs/${name}.yaml`] };
  const { extends: base, without = [], ocr, organisation, schemes, clauses, matrices, retention, disarm } = file.value;
  if (below.includes(name))
    return { ok: false, problems: [file.problem(['extends'], 'packs extend each other in a circle')] };
  const ours = policy.organisations.get(organisation ?? name);
  if (organisation !== undefined && ours === undefined) {
    const remedy = `there must be a file organisations/${organisation}.yaml`;
    return { ok: false, problems: [file.problem(['organisation'], `"${organisation}" is unknown — ${remedy}`)] };
  }
  const own: PackDefinition = {
    name,
    file,
    organisation: ours ?? null,
    schemes: schemes ?? [],
    clauses: clauses.map((clause, i) => written(name, file, clause, ['clauses', i])),
    matrices: matrices.map((matrix, i) => written(name, file, matrix, ['matrices', i])),
    retention: retention ?? null,
    ocr: ocr ?? null,
    disarm: disarm ?? null,
    senderBlocks: file.value.sender_blocks ?? null,
  };
  if (base === undefined && file.value.monitor)
    return { ok: false, problems: [file.problem(['monitor'], 'needs a pack that decides — name it with "extends"')] };
  if (base === undefined) return { ok: true, definition: own };
  const under = resolve(policy, base, [...below, name]);
  if (!under.ok) return under;
  const unknown = without.filter((id) => !under.definition.clauses.some(({ value }) => value.id === id));
  if (unknown.length > 0) {
    const problems = unknown.map((id) => file.problem(['without'], `"${id}" is no clause of ${base} — remove it`));
    return { ok: false, problems };
  }
  const definition = file.value.monitor
    ? watching(under.definition, own)
    : laidOver(under.definition, own, new Set(without), schemes !== undefined);
  return { ok: true, definition };
}

/** A clause of the same id, a matrix of the same scheme replaces the one below. */
function laidOver(
  base: PackDefinition,
  own: PackDefinition,
  without: ReadonlySet<string>,
  ownSchemes: boolean,
): PackDefinition {
  const ids = new Set(own.clauses.map(({ value }) => value.id));
  const schemes = ownSchemes ? own.schemes : base.schemes;
  const replaced = new Set(own.matrices.map(({ value }) => value.scheme));
  return {
    ...own,
    organisation: own.organisation ?? base.organisation,
    retention: own.retention ?? base.retention,
    ocr: own.ocr ?? base.ocr,
    disarm: own.disarm ?? base.disarm,
    senderBlocks: own.senderBlocks ?? base.senderBlocks,
    schemes,
    clauses: [...base.clauses.filter(({ value }) => !ids.has(value.id) && !without.has(value.id)), ...own.clauses],
    matrices: [
      ...base.matrices.filter(({ value }) => !replaced.has(value.scheme) && schemes.includes(value.scheme)),
      ...own.matrices,
    ],
  };
}

/** The pack below decides as it stands; what its clauses of the same name would become is reported as `tried-NAME`. */
function watching(base: PackDefinition, own: PackDefinition): PackDefinition {
  const taken = new Set(base.clauses.map(({ value }) => value.id));
  const watched = own.clauses.map((clause) => {
    const id = taken.has(clause.value.id) ? `tried-${clause.value.id}` : clause.value.id;
    return { ...clause, value: { ...clause.value, id, monitor: true } };
  });
  return {
    ...base,
    name: own.name,
    file: own.file,
    organisation: own.organisation ?? base.organisation,
    clauses: [...base.clauses, ...watched],
    matrices: [...base.matrices, ...own.matrices.map((matrix) => ({ ...matrix, monitor: true as const }))],
  };
}

function written<T>(pack: string, file: CheckedFile<PackFile>, value: T, at: readonly (string | number)[]): Written<T> {
  return { value, pack, problem: (path, what) => file.problem([...at, ...path], what) };
}
