// What people asked, decided and did about one retained item, for who decides about it next (DESIGN 5a).
import type { SenderException } from '../../model/exception.ts';
import type { HeldItem } from '../../model/ledger.ts';
import type { Actor } from '../access/actor.ts';
import { find, list, type Oversight } from '../act.ts';
import { appealsAgainst } from '../appeals.ts';
import type { Access } from '../cases/access.ts';
import type { Reading } from '../cases/read-item.ts';
import { exceptionsOf } from '../exceptions.ts';
import { wrongFindingsOf } from '../wrong-findings.ts';
import { type HeldFacts, heldFacts } from './held-facts.ts';

export interface HeldEvent {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly by: string;
  readonly what:
    | HeldFacts['decisions'][number]['do']
    | `exception-${'asked' | 'granted' | 'refused'}`
    | `appeal-${'lodged' | 'upheld' | 'dismissed'}`
    | `access-${'asked' | 'approved' | 'refused' | 'revoked'}`
    | `finding-${'reported' | 'confirmed' | 'refused'}`
    | 'read';
  /** In the words of who did it. */
  readonly why: string;
  /** The case in which it was. */
  readonly case?: string;
}

/** Oldest first. Rejects as `heldFacts` does. */
export async function heldHistory(oversight: Oversight, actor: Actor, id: string): Promise<readonly HeldEvent[]> {
  const { item, message, decisions } = await heldFacts(oversight, actor, id);
  const exceptions = await exceptionsAbout(oversight, item);
  const named = new Set([id, item.attempt, message?.messageId ?? id, ...exceptions.map((one) => one.id)]);
  const events: readonly (readonly HeldEvent[])[] = [
    decisions.map(({ do: what, at, by, why }) => ({ at, by, what, why })),
    exceptions.flatMap(exceptionEvents),
    (await appealsAgainst(oversight, named)).flatMap(({ at, by, why, state, decision }) => [
      { at, by, what: 'appeal-lodged' as const, why },
      ...(decision === null ? [] : [{ ...decision, what: `appeal-${state}` as const }]),
    ]),
    (await wrongFindingsOf(oversight, id)).flatMap(({ at, by, why, state, decision }) => [
      { at, by, what: 'finding-reported' as const, why },
      ...(decision === null ? [] : [{ ...decision, what: `finding-${state}` as const }]),
    ]),
    await accessEvents(oversight, id),
    await readEvents(oversight, id),
  ];
  return events.flat().sort((one, other) => one.at - other.at);
}

/** For mail from this sender to somebody whom the item concerns. */
async function exceptionsAbout({ ledger }: Oversight, item: HeldItem): Promise<readonly SenderException[]> {
  const to = new Set(item.recipients.map(({ address }) => address.toLowerCase()));
  const all = await exceptionsOf(item.envelope.mailFrom, ledger);
  return all.map(({ value }) => value).filter(({ recipient }) => to.has(recipient));
}

function exceptionEvents({ askedAt, askedBy, why, decision, state }: SenderException): readonly HeldEvent[] {
  const asked = { at: askedAt, by: askedBy, what: 'exception-asked', why } as const;
  if (decision === null) return [asked];
  return [asked, { ...decision, what: state === 'refused' ? 'exception-refused' : 'exception-granted' }];
}

async function accessEvents({ ledger }: Oversight, item: string): Promise<readonly HeldEvent[]> {
  const events: HeldEvent[] = [];
  for await (const { value } of list<Access>(ledger, 'access', '', item)) {
    if (!value.items.includes(item)) continue;
    const { case: inCase, askedAt, requester, why, state, decision } = value;
    events.push({ at: askedAt, by: requester, what: 'access-asked', why, case: inCase });
    if (decision !== null) events.push({ ...decision, what: `access-${state}`, case: inCase });
  }
  return events;
}

/** Each reader's first and last reading under an access. */
async function readEvents({ ledger }: Oversight, item: string): Promise<readonly HeldEvent[]> {
  const events: HeldEvent[] = [];
  for await (const { value } of list<Reading>(ledger, 'reading', `${item}/`)) {
    const { by, case: inCase, firstAt, lastAt } = value;
    const why = (await find<Access>(ledger, 'access', value.access))?.value.why ?? '';
    for (const at of new Set([firstAt, lastAt])) events.push({ at, by, what: 'read', why, case: inCase });
  }
  return events;
}
