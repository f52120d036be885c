// Policy files → the compiled rulebook in force, or the list of everything that is wrong with them.
import { createHash } from 'node:crypto';
import { normal } from '../mail/decide/address.ts';
import type { Clause, Condition, HandlingMatrix, Organisation, Pack, Retention } from '../model/pack.ts';
import type { Scheme } from '../model/scheme.ts';
import { checkPack, checkRulesAndSchemes, ownOrganisation } from './check-references.ts';
import type { CheckedFile } from './check-shape.ts';
import { compileRulebook } from './compile-rulebook.ts';
import { documentOf } from './document-of.ts';
import { Pattern } from './pattern.ts';
import type { PolicyData, RuleData } from './policy-data.ts';
import { PolicyError, type Problem } from './policy-error.ts';
import { type PolicyFiles, type PolicyText, readPolicy } from './read-policy.ts';
import { type PackDefinition, resolvePack, type Written } from './resolve-pack.ts';
import type { Rulebook } from './rulebook.ts';
import type { OrganisationFile } from './shapes/organisation-file.ts';
import type { ClauseFile, ConditionFile } from './shapes/pack-file.ts';
import type { RuleFile } from './shapes/rule-file.ts';
import type { SchemeFile } from './shapes/scheme-file.ts';

/** Throws PolicyError with every problem found. */
export function loadRulebook(files: PolicyFiles, packName: string): Rulebook {
  return compileRulebook(loadPolicy(files, packName));
}

/** What loadRulebook compiles, for whoever compiles it elsewhere. Throws PolicyError with every problem found. */
export function loadPolicy(files: PolicyFiles, packName: string): PolicyData {
  const { policy, problems } = readPolicy(files, (name) => name === packName, { examples: false });
  // References are only worth checking once every file has its shape.
  if (problems.length > 0) throw new PolicyError(problems);
  return checkedPolicy(policy, packName, files);
}

/** Throws PolicyError. `files` are those that `policy` was read from; the hash covers the ones it used. */
export function checkedPolicy(policy: PolicyText, packName: string, files: PolicyFiles): PolicyData {
  const problems: Problem[] = [...checkRulesAndSchemes(policy)];
  const rules = new Map([...policy.rules].map(([id, file]) => [id, ruleOf(id, file, problems)]));
  const resolved = resolvePack(policy, packName);
  problems.push(...(resolved.ok ? checkPack(resolved.definition, policy) : resolved.problems));
  if (!resolved.ok || problems.length > 0) throw new PolicyError(problems);
  return {
    pack: packOf(resolved.definition, hashOf(policy.used, files)),
    schemes: new Map([...policy.schemes].map(([id, { value }]) => [id, schemeOf(id, value)])),
    rules,
    lists: policy.lists,
    ...(policy.yara.size === 0 ? {} : { yara: policy.yara }),
  };
}

function ruleOf(id: string, { value, problem }: CheckedFile<RuleFile>, problems: Problem[]): RuleData {
  const { patterns = [] } = value;
  patterns.forEach((source, i) => {
    try {
      new Pattern(source);
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'invalid';
      problems.push(
        problem(['patterns', i], `RE2 refuses the pattern: ${reason} — look-around and back-references do not exist`),
      );
    }
  });
  return {
    id,
    title: value.title,
    kind: value.kind,
    severity: value.severity,
    requirements: value.requirements,
    source: value.source,
    detector: value.detector,
    patterns,
    parameters: value.parameters ?? {},
    confidence: value.confidence,
  };
}

function schemeOf(id: string, file: SchemeFile): Scheme {
  return {
    id,
    title: file.title,
    levels: file.levels.map((level, rank) => ({ ...level, rank })),
    caveats: file.caveats,
    grammar: file.grammar ?? {},
    labels: file.labels,
    labelGuids: Object.fromEntries(
      Object.entries(file.label_guids).map(([guid, level]) => [guid.toLowerCase(), level]),
    ),
  };
}

function packOf(
  { name, organisation, schemes, clauses, matrices, ocr, retention, disarm, senderBlocks }: PackDefinition,
  hash: string,
): Pack {
  if (organisation === null) throw new PolicyError([`packs/${name}.yaml: names no organisation — ${ownOrganisation}`]);
  return {
    name,
    hash,
    organisation: organisationOf(organisation.value),
    clauses: clauses.map(({ value }) => clauseOf(value)),
    matrices: matrices.map(
      ({ value: { scheme, source, rows }, monitor }): HandlingMatrix => ({
        scheme,
        source,
        rows,
        ...(monitor ? { monitor } : {}),
      }),
    ),
    schemes,
    retention: retentionOf(retention),
    ocr: ocr ?? [],
    disarm: disarm ?? 'never',
    senderBlocks: { outcome: senderBlocks?.then ?? 'hold', source: senderBlocks?.source ?? null },
    cites: citedBy(name, [...clauses, ...matrices]),
  };
}

/** Documents that the pack's own clauses name: what it takes over from another pack may rest on another's rules. */
function citedBy(name: string, pieces: readonly Written<{ readonly source: string | null }>[]): readonly string[] {
  const sources = pieces.filter(({ pack }) => pack === name).flatMap(({ value }) => value.source ?? []);
  return [...new Set(sources.map(documentOf))];
}

/** Days, where no pack says otherwise. */
const usualRetention: Retention = { source: null, held: 90, blocked: 180, 'stripped-original': 30 };

function retentionOf(file: PackDefinition['retention']): Retention {
  if (file === null || file === undefined) return usualRetention;
  const { source, held, blocked, stripped_original } = file;
  return { source, held, blocked, 'stripped-original': stripped_original };
}

function organisationOf(file: OrganisationFile): Organisation {
  return {
    name: file.name,
    zone: file.zone,
    domains: file.domains.map(normal),
    partners: file.partners.map(({ domain, encrypted }) => ({ domain: normal(domain), encrypted })),
    contact: file.contact,
    noticeFrom: file.notice_from,
    declaredPersonal: file.declared_personal.map(normal),
    sharedMailboxes: Object.fromEntries(
      Object.entries(file.shared_mailboxes).map(([box, owner]) => [normal(box), owner]),
    ),
    protectedSenders: file.protected_senders.map(normal),
    exempt: file.exempt.map(normal),
    encryptionGroup: file.encryption_group.map(normal),
    people: file.people,
    businessContacts: file.business_contacts.map(normal),
    consents: file.consents.map(({ until, ...consent }) => ({ ...consent, until: until ?? null })),
    ...(file.appeals === undefined ? {} : { appeals: file.appeals }),
  };
}

function clauseOf({ id, title, source, when, unless, then: outcome, advice, monitor }: ClauseFile): Clause {
  return {
    id,
    title,
    source,
    when: conditionOf(when),
    unless: unless === undefined ? null : conditionOf(unless),
    outcome,
    advice: advice ?? null,
    monitor,
  };
}

function conditionOf({ defect, encryption_group, own_address, ...same }: ConditionFile): Condition {
  return {
    ...same,
    ...(defect === undefined ? {} : { defect: { kind: defect.kind, hidesPayload: defect.hides_payload } }),
    ...(encryption_group === undefined ? {} : { encryptionGroup: encryption_group }),
    ...(own_address === undefined ? {} : { ownAddress: own_address }),
  };
}

/** Hex SHA-256 over names, lengths and contents, so that no two policies look alike. */
function hashOf(used: readonly string[], files: PolicyFiles): string {
  const hash = createHash('sha256');
  for (const name of used) {
    const content = files.get(name) ?? '';
    hash.update(`${name}\0${Buffer.byteLength(content)}\0`).update(content);
  }
  return hash.digest('hex');
}
