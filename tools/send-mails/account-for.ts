// Says of every recipient what became of the message: from the answer in session, the ledger and the delivered copies.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { callControl } from '../../adapters/local/control-socket.ts';
import { folderName } from '../../adapters/local/maildir-relay.ts';
import { reference } from '../../core/mail/act/reference.ts';
import type { HeldItem } from '../../core/model/ledger.ts';
import type { Reply } from '../../core/ports.ts';
import type { HeldFacts } from '../../gateway/held-commands.ts';
import { ourFields } from './our-fields.ts';
import type { SentMail } from './send-all.ts';

export type Fate =
  /** Every byte below our trace fields is as sent. */
  | 'served'
  | 'stripped'
  | 'held'
  | 'blocked'
  | 'refused'
  /** Answered 4xx to the last: the sender has it still. */
  | 'queued'
  /** Delivered with other bytes than were sent, without a strip. */
  | 'altered'
  /** More than one copy, or a copy of what was stopped as well. */
  | 'doubled'
  | 'unaccounted';

export interface Account {
  readonly mail: SentMail;
  readonly address: string;
  readonly fate: Fate;
  /** Clauses that stopped or changed it, the reply that refused it, or what contradicts itself. */
  readonly why: readonly string[];
  /** `rule in where` of a message that was stopped or changed. */
  readonly findings: readonly string[];
  readonly flagged: boolean;
}

interface Copy {
  readonly outcome: string;
  readonly sha256: string;
}

/** `data`: folder of a running gateway whose next hop is `maildir:`. */
export async function accountFor(sent: readonly SentMail[], data: string): Promise<readonly Account[]> {
  const items = await heldByAttempt(data);
  const accounts: Account[] = [];
  // The same bytes sent again are an attempt of their own, told apart by the reference in the answer.
  for (const mail of sent) {
    for (const [address, reply] of mail.answers) {
      const id = /\(([0-9a-f]{16}\.\d+)\)/.exec(reply.text)?.[1] ?? null;
      const copies = id === null ? [] : ((await delivered(data, address)).get(id) ?? []);
      const item = itemFor(items.get(id ?? '') ?? [], address);
      const account = judge(mail, address, reply, copies, item);
      const findings = item === null || account.fate === 'served' ? [] : await findingsOf(data, item);
      accounts.push({ ...account, mail, address, findings });
    }
  }
  return accounts;
}

type Judgement = Pick<Account, 'fate' | 'why' | 'flagged'>;

function judge(
  mail: SentMail,
  address: string,
  reply: Reply,
  copies: readonly Copy[],
  item: HeldItem | null,
): Judgement {
  const [copy] = copies;
  const flagged = copy?.outcome === 'flag';
  const recipient = item?.recipients.find((candidate) => candidate.address === address);
  const clauses =
    recipient?.reasons.filter(({ outcome }) => outcome === recipient.outcome).map(({ clause }) => clause) ?? [];
  const stopped = recipient !== undefined && recipient.outcome !== 'strip';
  if (copies.length > 1 || (copy !== undefined && stopped))
    return { fate: 'doubled', why: [`${copies.length} copies${stopped ? ', stopped too' : ''}`], flagged };
  if (stopped) return { fate: item?.class === 'blocked' ? 'blocked' : 'held', why: clauses, flagged };
  if (copy === undefined) return undelivered(reply);
  if (copy.sha256 === mail.sha256) return { fate: 'served', why: [], flagged };
  if (copy.outcome === 'strip') return { fate: 'stripped', why: clauses, flagged };
  return { fate: 'altered', why: ['the bytes differ'], flagged };
}

function undelivered({ code, text }: Reply): Judgement {
  const why = [`${code} ${text.replace(/ ?\([0-9a-f.]+\)/g, '')}`];
  if (code >= 500) return { fate: 'refused', why, flagged: false };
  if (code >= 400) return { fate: 'queued', why, flagged: false };
  return { fate: 'unaccounted', why, flagged: false };
}

/** The items of each attempt by its reference: recipients that came later have one of their own. */
async function heldByAttempt(data: string): Promise<ReadonlyMap<string, readonly HeldItem[]>> {
  const items = (await callControl(data, 'held-list', { all: true })) as readonly HeldItem[];
  return Map.groupBy(items, ({ attempt }) => reference({ id: attempt }));
}

function itemFor(items: readonly HeldItem[], address: string): HeldItem | null {
  return items.find(({ recipients }) => recipients.some((recipient) => recipient.address === address)) ?? null;
}

async function findingsOf(data: string, item: HeldItem): Promise<readonly string[]> {
  const [facts] = (await callControl(data, 'held-show', item.id)) as readonly HeldFacts[];
  const unread = facts?.message?.parts.filter(({ read }) => read !== 'full') ?? [];
  const defects = facts?.message?.defects ?? [];
  return [
    ...new Set([
      ...(facts?.message?.findings.map(({ rule, where, severity }) => `${rule} (${severity}) in ${where}`) ?? []),
      ...unread.map(({ path, type, why }) => `unread ${type}: ${why ?? 'in part'} in ${path}`),
      ...defects.map((defect) => `defect ${defect}`),
    ]),
  ];
}

/** The copies in a Maildir by the reference of their attempt; notices are not copies. */
async function delivered(data: string, address: string): Promise<ReadonlyMap<string, readonly Copy[]>> {
  const folder = join(data, 'delivered', folderName(address), 'new');
  const names = await readdir(folder).catch(() => []);
  const copies = new Map<string, Copy[]>();
  for (const name of names) {
    const fields = ourFields(await readFile(join(folder, name)));
    if (fields === null) continue;
    const { id, outcome, rest } = fields;
    const sha256 = createHash('sha256').update(rest).digest('hex');
    copies.set(id, [...(copies.get(id) ?? []), { outcome, sha256 }]);
  }
  return copies;
}
