// An employee reports an unwanted message to whoever they answer to, who asks for a block or answers the report.
import { normal } from '../../mail/decide/address.ts';
import type { LedgerChange } from '../../model/ledger.ts';
import type { UnwantedReport } from '../../model/sender-block.ts';
import { Refused } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import { selfResource } from '../access/resource.ts';
import { create, demand, type Found, find, list, NotFound, type Oversight, perform, write } from '../act.ts';
import type { HouseTerms } from '../house-terms.ts';
import { noticeTo } from '../notices/notice-to.ts';
import type { Person } from '../people/person.ts';
import { addressOf } from './block-notices.ts';

/** Rejects with Refused for somebody who answers to nobody. */
export function reportUnwanted(
  oversight: Oversight,
  actor: Actor,
  { sender, why }: Pick<UnwantedReport, 'sender' | 'why'>,
  terms: HouseTerms,
): Promise<UnwantedReport> {
  const { ledger } = oversight;
  const resource = selfResource(actor);
  const address = normal(sender).slice(0, 254);
  const act = { action: 'report-unwanted', resource, subject: actor.person, detail: { sender: address } } as const;
  return perform(oversight, actor, act, async (now) => {
    if (!/^[^\s@/]+@[^\s@/]+$/.test(address)) throw new Refused('give the whole address that the message came from');
    if (why.trim().length < 3) throw new Refused('say in a few words what is unwanted about it');
    const reporter = await find<Person>(ledger, 'person', actor.person);
    const manager = reporter?.value.manager ?? null;
    if (manager === null)
      throw new Refused(`nobody you answer to is known here; write to ${terms.organisation.contact}`);
    const id = `${manager}/${actor.person}/${oversight.newId()}`;
    const said = { manager, by: actor.person, at: now, sender: address, why: why.trim().slice(0, 4_000) };
    const value: UnwantedReport = { id, ...said, state: 'reported', answer: null, block: null };
    const told = await toldOf(value, reporter?.value.name ?? actor.person, oversight, terms);
    return { changes: [create('unwanted-report', id, value), ...told], value, detail: { id } };
  });
}

async function toldOf(
  { id, manager, sender, at }: UnwantedReport,
  who: string,
  { ledger }: Oversight,
  terms: HouseTerms,
): Promise<readonly LedgerChange[]> {
  const to = await addressOf(manager, ledger);
  if (to === null) return [];
  const where = (language: 'en' | 'fr') => ({ why: terms.texts.word(language, 'unwanted_where'), todo: null });
  const told = {
    kind: 'unwanted',
    to,
    cause: ['unwanted', id],
    about: [sender],
    values: { who },
    reasons: [{ en: where('en'), fr: where('fr') }],
    clauses: ['postern/unwanted'],
    at,
  } as const;
  return [{ type: 'notice', notice: await noticeTo(told, terms) }];
}

/** One's own to the present manager, newest first, and what became of each. */
export async function listOwnReports(oversight: Oversight, actor: Actor): Promise<readonly UnwantedReport[]> {
  demand(oversight, actor, 'report-unwanted', selfResource(actor));
  const person = await find<Person>(oversight.ledger, 'person', actor.person);
  const manager = person?.value.manager ?? null;
  return manager === null ? [] : newestFirst(oversight, `${manager}/${actor.person}/`);
}

/** Those made to this manager, newest first. */
export async function listTeamReports(oversight: Oversight, actor: Actor): Promise<readonly UnwantedReport[]> {
  demand(oversight, actor, 'ask-sender-block', selfResource(actor));
  return newestFirst(oversight, `${actor.person}/`);
}

async function newestFirst({ ledger }: Oversight, prefix: string): Promise<readonly UnwantedReport[]> {
  const found: UnwantedReport[] = [];
  for await (const { value } of list<UnwantedReport>(ledger, 'unwanted-report', prefix)) found.push(value);
  return found.sort((a, b) => b.at - a.at);
}

/** The manager answers a report without a block. Rejects with Refused. */
export async function dismissReport(
  oversight: Oversight,
  actor: Actor,
  id: string,
  answer: string,
): Promise<UnwantedReport> {
  const resource = selfResource(actor);
  const act = { action: 'ask-sender-block', resource, subject: id, detail: { dismissed: true } } as const;
  return perform(oversight, actor, act, async () => {
    const found = await openReport(oversight, actor, id);
    const value: UnwantedReport = { ...found.value, state: 'dismissed', answer: answer.trim() };
    return { changes: [write('unwanted-report', found, value)], value };
  });
}

/** The change that marks a report as answered by a request of this manager. Rejects with Refused. */
export async function answeredByBlock(
  oversight: Oversight,
  actor: Actor,
  id: string,
  block: string,
): Promise<LedgerChange> {
  const found = await openReport(oversight, actor, id);
  return write('unwanted-report', found, { ...found.value, state: 'block-asked', block } satisfies UnwantedReport);
}

async function openReport({ ledger }: Oversight, { person }: Actor, id: string): Promise<Found<UnwantedReport>> {
  const found = await find<UnwantedReport>(ledger, 'unwanted-report', id);
  if (found === null || found.value.manager !== person) throw new NotFound('report');
  if (found.value.state !== 'reported') throw new Refused('this report was answered already');
  return found;
}
