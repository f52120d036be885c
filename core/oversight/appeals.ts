// Appeals against a block or a refused exception, to the body that the organisation names; the outcome is recorded.
import type { Appeal } from '../model/exception.ts';
import { Refused } from '../ports.ts';
import type { Actor } from './access/actor.ts';
import { personResource, theSystem } from './access/resource.ts';
import { create, demand, find, list, NotFound, type Oversight, perform, write } from './act.ts';

export interface LodgedAppeal {
  readonly against: string;
  readonly why: string;
  /** Of the organisation. */
  readonly body: string;
}

/** Rejects with Refused, saying what is wrong. */
export async function lodgeAppeal(oversight: Oversight, actor: Actor, lodged: LodgedAppeal): Promise<Appeal> {
  const resource = personResource({ id: actor.person, manager: null });
  const act = { action: 'appeal', resource, subject: lodged.against.slice(0, 200) } as const;
  return perform(oversight, actor, act, async (now) => {
    if (lodged.against.trim() === '') throw new Refused('name the message, item or exception you appeal against');
    if (lodged.why.trim().length < 10) throw new Refused('say in a sentence why the decision should change');
    const appeal: Appeal = {
      id: oversight.newId(),
      against: lodged.against.trim().slice(0, 200),
      why: lodged.why.trim(),
      by: actor.person,
      at: now,
      body: lodged.body,
      state: 'lodged',
      decision: null,
    };
    return { changes: [create('appeal', appeal.id, appeal)], value: appeal, detail: { id: appeal.id } };
  });
}

/** Records what the body decided; what follows, such as an exception, is an act of its own. Rejects with Refused. */
export async function decideAppeal(
  oversight: Oversight,
  actor: Actor,
  id: string,
  { uphold, why }: { readonly uphold: boolean; readonly why: string },
): Promise<Appeal> {
  const found = await find<Appeal>(oversight.ledger, 'appeal', id);
  if (found === null) throw new NotFound('appeal');
  const resource = personResource({ id: found.value.by, manager: null });
  const act = { action: 'decide-appeal', resource, subject: id, detail: { upheld: uphold } } as const;
  return perform(oversight, actor, act, async (now) => {
    if (found.value.state !== 'lodged') throw new Refused(`the appeal is already ${found.value.state}`);
    if (found.value.by === actor.person) throw new Refused('nobody decides their own appeal');
    const value: Appeal = {
      ...found.value,
      state: uphold ? 'upheld' : 'dismissed',
      decision: { by: actor.person, at: now, why: why.trim() },
    };
    return { changes: [write('appeal', found, value)], value };
  });
}

export async function* listAppeals(oversight: Oversight, actor: Actor): AsyncGenerator<Appeal> {
  demand(oversight, actor, 'list-appeals', theSystem);
  for await (const { value } of list<Appeal>(oversight.ledger, 'appeal')) yield value;
}

/** Whose `against` is one of these. */
export async function appealsAgainst({ ledger }: Oversight, named: ReadonlySet<string>): Promise<readonly Appeal[]> {
  const found: Appeal[] = [];
  for await (const { value } of list<Appeal>(ledger, 'appeal')) if (named.has(value.against)) found.push(value);
  return found;
}
