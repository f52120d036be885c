// Chain of custody: every event of the trail about an item, from its retention on.
import type { AuditEntry, HeldItem } from '../../model/ledger.ts';
import type { Ledger } from '../../ports.ts';
import { entriesOf } from '../audit/search-trail.ts';
import { csvText } from './csv-text.ts';

/** Events about the items, the attempts they came with, the access and its case; by time. */
export async function custodyOf(
  ledger: Ledger,
  about: { readonly access: string; readonly case: string },
  items: readonly HeldItem[],
): Promise<readonly AuditEntry[]> {
  const subjects = new Set([about.access, about.case, ...items.flatMap(({ id, attempt }) => [id, attempt])]);
  const since = Math.min(...items.map(({ retainedAt }) => retainedAt));
  const found: AuditEntry[] = [];
  for (const head of await ledger.auditHeads())
    for await (const entry of entriesOf(ledger, head, { since, until: Number.POSITIVE_INFINITY }))
      if (subjects.has(entry.event.subject)) found.push(entry);
  return found.sort((a, b) => a.event.at - b.event.at || a.number - b.number);
}

export function custodyTable(entries: readonly AuditEntry[]): string {
  const rows = entries.map(({ chain, number, event, hash }) => [
    new Date(event.at).toISOString(),
    event.actor,
    event.action,
    event.subject,
    JSON.stringify(event.detail),
    chain,
    number,
    hash,
  ]);
  return csvText(['time', 'actor', 'action', 'subject', 'detail', 'chain', 'number', 'hash'], rows);
}
