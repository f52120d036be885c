// Searches the facts of mail within what a case covers: metadata only, and never beyond the case.
import type { Outcome } from '../../model/decision.ts';
import type { HeldItem, MessageRecord } from '../../model/ledger.ts';
import { Refused } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import { type Done, type Oversight, perform } from '../act.ts';
import { addDays, endOf } from '../calendar.ts';
import { messageInScope } from './case-scope.ts';
import { caseResource, findCase } from './move-case.ts';

export interface CaseQuery {
  /** Part of an address; lower case. */
  readonly sender?: string;
  readonly recipient?: string;
  readonly rule?: string;
  readonly outcome?: Outcome;
  /** Days, both included; within the case's own. */
  readonly from?: string;
  readonly until?: string;
}

export interface FoundMessage {
  readonly record: MessageRecord;
  /** What was kept of it and can be asked for. */
  readonly items: readonly Pick<HeldItem, 'id' | 'class' | 'state'>[];
}

export interface CaseSearch {
  readonly found: readonly FoundMessage[];
  /** There were more than are shown: narrow the search. */
  readonly more: boolean;
}

const mostFound = 500;

/** Newest first. Every search is on record, with what was asked. */
export async function searchCase(
  oversight: Oversight,
  actor: Actor,
  caseId: string,
  query: CaseQuery,
): Promise<CaseSearch> {
  const found = await findCase(oversight, caseId);
  const detail = { ...query };
  const act = {
    action: 'search-case',
    resource: caseResource(oversight, found.value),
    subject: caseId,
    detail,
  } as const;
  return perform(oversight, actor, act, async (): Promise<Done<CaseSearch>> => {
    const { scope } = found.value;
    if (scope === null) throw new Refused('corporate security first says whose mail and which days the case covers');
    const from = query.from === undefined || query.from < scope.from ? scope.from : query.from;
    const until = query.until === undefined || query.until > scope.until ? scope.until : query.until;
    const period = { since: endOf(addDays(from, -1), oversight.zone), until: endOf(until, oversight.zone) };
    const records: FoundMessage[] = [];
    for await (const record of oversight.ledger.messages({ ...period, parties: scope.addresses })) {
      if (!messageInScope(record, found.value, oversight.zone) || !matches(record, query)) continue;
      if (records.length === mostFound) return { changes: [], value: { found: records, more: true } };
      records.push({ record, items: await itemsOf(oversight, record.attempt) });
    }
    return { changes: [], value: { found: records, more: false }, detail: { results: records.length } };
  });
}

function matches(record: MessageRecord, { sender, recipient, rule, outcome }: CaseQuery): boolean {
  return (
    (sender === undefined || record.mailFrom.toLowerCase().includes(sender.toLowerCase())) &&
    (recipient === undefined ||
      record.recipients.some(({ address }) => address.toLowerCase().includes(recipient.toLowerCase()))) &&
    (rule === undefined ||
      record.findings.some((finding) => finding.rule === rule || finding.rule.startsWith(`${rule}/`))) &&
    (outcome === undefined || record.outcome === outcome)
  );
}

async function itemsOf({ ledger }: Oversight, attempt: string): Promise<FoundMessage['items']> {
  const items: Pick<HeldItem, 'id' | 'class' | 'state'>[] = [];
  for await (const { id, class: heldClass, state, exempt } of ledger.heldItems({ attempt }))
    if (exempt !== true) items.push({ id, class: heldClass, state });
  return items;
}
