// Exceptions that senders ask for and an approver decides: one mail, one recipient, until a date, all of it recorded.
import { normal } from '../mail/decide/address.ts';
import type { SenderException } from '../model/exception.ts';
import type { LedgerChange } from '../model/ledger.ts';
import { type Ledger, Refused } from '../ports.ts';
import type { Actor } from './access/actor.ts';
import { personResource, theSystem } from './access/resource.ts';
import { create, demand, type Found, find, list, NotFound, type Oversight, perform, write } from './act.ts';

export interface AskedException {
  readonly sender: string;
  readonly recipient: string;
  /** As a notice names it; null for every block about content. */
  readonly clause: string | null;
  readonly why: string;
}

/** Milliseconds that a granted exception lasts at most. */
const longest = 14 * 24 * 3_600_000;

/** Resolves with the exception as asked. Rejects with Refused, saying what is wrong. */
export async function askException(
  oversight: Oversight,
  actor: Actor,
  asked: AskedException,
): Promise<SenderException> {
  const act = {
    action: 'ask-exception',
    resource: personResource({ id: actor.person, manager: null }),
    subject: normal(asked.sender),
    detail: { recipient: asked.recipient, clause: asked.clause },
  } as const;
  return perform(oversight, actor, act, async (now) => {
    for (const address of [asked.sender, asked.recipient])
      if (!/^[^\s@/]+@[^\s@/]+$/.test(address)) throw new Refused('give whole addresses of sender and recipient');
    if (asked.why.trim().length < 10) throw new Refused('give the business reason in a sentence');
    const exception: SenderException = {
      id: `${normal(asked.sender)}/${oversight.newId()}`,
      sender: normal(asked.sender),
      recipient: normal(asked.recipient),
      clause: asked.clause,
      why: asked.why.trim(),
      askedBy: actor.person,
      askedAt: now,
      state: 'asked',
      decision: null,
      until: null,
      usedBy: null,
    };
    return { changes: [create('exception', exception.id, exception)], value: exception, detail: { id: exception.id } };
  });
}

export type ExceptionAnswer =
  | { readonly grant: true; readonly until: number; readonly why: string }
  | { readonly grant: false; readonly why: string };

/** Nobody decides what they asked for, or what is asked for their own mail. Rejects with Refused. */
export async function decideException(
  oversight: Oversight,
  actor: Actor,
  id: string,
  answer: ExceptionAnswer,
): Promise<SenderException> {
  const found = await find<SenderException>(oversight.ledger, 'exception', id);
  if (found === null) throw new NotFound('exception');
  const act = {
    action: 'decide-exception',
    resource: { type: 'Exception', id, attributes: { requester: found.value.askedBy } },
    subject: id,
    detail: { granted: answer.grant },
  } as const;
  return perform(oversight, actor, act, async (now) => {
    if (found.value.state !== 'asked') throw new Refused(`the exception is already ${found.value.state}`);
    if (actor.person === found.value.sender) throw new Refused('somebody else decides about your own mail');
    if (answer.grant && (answer.until <= now || answer.until > now + longest))
      throw new Refused('an exception ends within 14 days from now');
    const value: SenderException = {
      ...found.value,
      state: answer.grant ? 'granted' : 'refused',
      decision: { by: actor.person, at: now, why: answer.why.trim() },
      until: answer.grant ? answer.until : null,
    };
    return { changes: [write('exception', found, value)], value };
  });
}

/** For those who decide, in the order of senders. */
export async function* listExceptions(oversight: Oversight, actor: Actor): AsyncGenerator<SenderException> {
  demand(oversight, actor, 'list-exceptions', theSystem);
  for await (const { value } of list<SenderException>(oversight.ledger, 'exception')) yield value;
}

/** Those of one sender, whatever their state. */
export async function exceptionsOf(sender: string, ledger: Ledger): Promise<readonly Found<SenderException>[]> {
  if (sender === '') return [];
  const found: Found<SenderException>[] = [];
  for await (const each of list<SenderException>(ledger, 'exception', `${normal(sender)}/`)) found.push(each);
  return found;
}

/** Spends those that let a message of the attempt go; of two messages at once only one can. */
export function spend(
  exceptions: readonly Found<SenderException>[],
  used: ReadonlySet<string>,
  attempt: string,
  at: number,
): readonly LedgerChange[] {
  return exceptions
    .filter(({ value }) => used.has(value.id) && value.state === 'granted')
    .flatMap((found): LedgerChange[] => [
      write('exception', found, { ...found.value, state: 'used', usedBy: attempt } satisfies SenderException),
      {
        type: 'audit',
        event: { at, actor: 'gateway', action: 'exception-used', subject: found.value.id, detail: { attempt } },
      },
    ]);
}
