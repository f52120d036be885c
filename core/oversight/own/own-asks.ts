// One's own exceptions and appeals: asked for by and about oneself alone.
import type { Appeal, SenderException } from '../../model/exception.ts';
import { Refused } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import { personResource } from '../access/resource.ts';
import { demand, list, type Oversight } from '../act.ts';
import { type AskedException, askException, exceptionsOf } from '../exceptions.ts';
import { ownAddresses } from './own-held.ts';

/** `sender` absent: the person's first address. Rejects with Refused for an address of somebody else. */
export async function askOwnException(
  oversight: Oversight,
  actor: Actor,
  { sender, ...asked }: Omit<AskedException, 'sender'> & { readonly sender?: string | undefined },
): Promise<SenderException> {
  const own = await ownAddresses(oversight, actor);
  const from = sender?.trim().toLowerCase() ?? [...own][0];
  if (from === undefined || !own.has(from))
    throw new Refused('an exception is asked for mail from an address of your own');
  return askException(oversight, actor, { ...asked, sender: from });
}

/** Those of one's own addresses, newest first. */
export async function listOwnExceptions(oversight: Oversight, actor: Actor): Promise<readonly SenderException[]> {
  demand(oversight, actor, 'ask-exception', personResource({ id: actor.person, manager: null }));
  const found: SenderException[] = [];
  for (const address of await ownAddresses(oversight, actor))
    for (const { value } of await exceptionsOf(address, oversight.ledger)) found.push(value);
  return found.sort((a, b) => b.askedAt - a.askedAt);
}

export async function listOwnAppeals(oversight: Oversight, actor: Actor): Promise<readonly Appeal[]> {
  demand(oversight, actor, 'appeal', personResource({ id: actor.person, manager: null }));
  const found: Appeal[] = [];
  for await (const { value } of list<Appeal>(oversight.ledger, 'appeal'))
    if (value.by === actor.person) found.push(value);
  return found.sort((a, b) => b.at - a.at);
}
