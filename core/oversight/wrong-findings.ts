// The register of findings that somebody said are wrong: told by who the message is of or who may read it, decided by security.
import { createHash } from 'node:crypto';
import type { PersonsDecision } from '../model/exception.ts';
import type { Finding, FindingKind } from '../model/finding.ts';
import type { HeldItem } from '../model/ledger.ts';
import { Refused } from '../ports.ts';
import type { Actor } from './access/actor.ts';
import { selfResource, theSystem } from './access/resource.ts';
import { type Act, create, demand, find, list, NotFound, type Oversight, perform, write } from './act.ts';
import { accessWithCase } from './cases/decide-access.ts';
import { isOwn, mustBeOwn } from './own/own-held.ts';

export interface WrongFinding {
  /** `<item>/` and a hash of rule and reporter: nobody reports the same twice. */
  readonly id: string;
  readonly item: string;
  readonly rule: string;
  readonly kind: FindingKind;
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly why: string;
  readonly state: 'reported' | 'confirmed' | 'refused';
  readonly decision: PersonsDecision | null;
}

/** Kinds of what was found in one's own message, each once. Rejects with NotFound for an item of somebody else. */
export async function ownFindingKinds(
  oversight: Oversight,
  actor: Actor,
  item: string,
): Promise<readonly FindingKind[]> {
  demand(oversight, actor, 'report-finding', selfResource(actor));
  const findings = await findingsOf(oversight, await mustBeOwn(oversight, actor, item));
  return [...new Set(findings.map(({ kind }) => kind))].sort();
}

/** Of one's own message one knows kinds, not rules: every rule that found such a thing is reported. */
export function reportOwnFinding(
  oversight: Oversight,
  actor: Actor,
  item: string,
  { kind, why }: Pick<WrongFinding, 'kind' | 'why'>,
): Promise<void> {
  const act = { action: 'report-finding', resource: selfResource(actor), subject: item, detail: { kind } } as const;
  return report(oversight, actor, act, why, async () => {
    const findings = await findingsOf(oversight, await mustBeOwn(oversight, actor, item));
    return findings.filter((one) => one.kind === kind);
  });
}

/** By who may read the item under this access. */
export async function reportReadFinding(
  oversight: Oversight,
  actor: Actor,
  { access: accessId, item }: { readonly access: string; readonly item: string },
  { rule, why }: Pick<WrongFinding, 'rule' | 'why'>,
): Promise<void> {
  const { access, resource } = await accessWithCase(oversight, accessId);
  const act = { action: 'dispute-finding', resource, subject: item, detail: { access: accessId } } as const;
  return report(oversight, actor, act, why, async () => {
    const held = access.value.items.includes(item) ? await oversight.ledger.heldItem(item) : null;
    if (held === null) throw new NotFound('item');
    return (await findingsOf(oversight, held)).filter((one) => one.rule === rule);
  });
}

/** Newest first; `rule` narrows it. */
export async function listWrongFindings(
  oversight: Oversight,
  actor: Actor,
  rule?: string,
): Promise<readonly WrongFinding[]> {
  demand(oversight, actor, 'list-wrong-findings', theSystem);
  return reports(oversight, (one) => rule === undefined || one.rule === rule);
}

/** What one reported oneself, newest first. */
export async function listOwnWrongFindings(oversight: Oversight, actor: Actor): Promise<readonly WrongFinding[]> {
  demand(oversight, actor, 'report-finding', selfResource(actor));
  return reports(oversight, ({ by }) => by === actor.person, '', JSON.stringify(actor.person));
}

/** Rejects with Refused for who reported it or whom the message is of, and when it was decided before. */
export function decideWrongFinding(
  oversight: Oversight,
  actor: Actor,
  id: string,
  { confirm, why }: { readonly confirm: boolean; readonly why: string },
): Promise<WrongFinding> {
  const detail = { confirmed: confirm };
  const act = { action: 'decide-wrong-finding', resource: theSystem, subject: id, detail } as const;
  return perform(oversight, actor, act, async (now) => {
    const found = await find<WrongFinding>(oversight.ledger, 'wrong-finding', id);
    if (found === null) throw new NotFound('report');
    if (found.value.state !== 'reported') throw new Refused('this report was decided already');
    if (found.value.by === actor.person) throw new Refused('somebody else decides about what you reported');
    if (await isOwn(oversight, actor, found.value.item)) throw new Refused('somebody else decides about your own mail');
    const decision = { by: actor.person, at: now, why: why.trim() };
    const value: WrongFinding = { ...found.value, state: confirm ? 'confirmed' : 'refused', decision };
    return { changes: [write('wrong-finding', found, value)], value };
  });
}

/** Those about one item. */
export function wrongFindingsOf(oversight: Oversight, item: string): Promise<readonly WrongFinding[]> {
  return reports(oversight, () => true, `${item}/`);
}

async function reports(
  { ledger }: Oversight,
  isWanted: (one: WrongFinding) => boolean,
  prefix = '',
  holding?: string,
): Promise<readonly WrongFinding[]> {
  const found: WrongFinding[] = [];
  for await (const { value } of list<WrongFinding>(ledger, 'wrong-finding', prefix, holding))
    if (isWanted(value)) found.push(value);
  return found.sort((a, b) => b.at - a.at || (a.id < b.id ? -1 : 1));
}

/** What the decision about the message rested on; empty when the index has nothing of it. */
async function findingsOf({ ledger }: Oversight, { attempt }: HeldItem): Promise<readonly Finding[]> {
  return (await ledger.message({ attempt }))?.findings ?? [];
}

function report(
  oversight: Oversight,
  actor: Actor,
  act: Act,
  why: string,
  disputed: () => Promise<readonly Finding[]>,
): Promise<void> {
  return perform(oversight, actor, act, async (at) => {
    const kinds = new Map((await disputed()).map(({ rule, kind }) => [rule, kind]));
    if (kinds.size === 0) throw new Refused('nothing of the kind was found in this message');
    if (why.trim().length < 10) throw new Refused('say in a sentence what is wrong with the finding');
    const said = { item: act.subject, by: actor.person, at, why: why.trim().slice(0, 4_000) };
    const changes = [];
    for (const [rule, kind] of kinds) {
      const id = `${act.subject}/${createHash('sha256').update(`${rule}\0${actor.person}`).digest('hex').slice(0, 16)}`;
      if ((await find(oversight.ledger, 'wrong-finding', id)) !== null)
        throw new Refused('you reported this finding already');
      const value: WrongFinding = { id, ...said, rule, kind, state: 'reported', decision: null };
      changes.push(create('wrong-finding', id, value));
    }
    return { changes, value: undefined };
  });
}
