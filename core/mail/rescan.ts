// Reads held mail again: when a password came that may open it, or when policy changed. It is decided again and stays
// held; what was found becomes known, and only a person lets it go on (DESIGN 5a, rescan).
import { type MessageDecision, type Outcome, strictest } from '../model/decision.ts';
import type { Examination, ExaminationContext } from '../model/examination.ts';
import type { Attempt, HeldItem, LedgerChange, MessageRecord } from '../model/ledger.ts';
import { unlessReleased } from '../oversight/blocks/released-before.ts';
import { nobodyBlocked } from '../oversight/blocks/sender-blocks.ts';
import { noticeTo } from '../oversight/notices/notice-to.ts';
import { ChangedMeanwhile, type OpeningProof, type Ports, Refused, type Rescans } from '../ports.ts';
import { heldInstead } from './act/held-instead.ts';
import { decide } from './decide/decide.ts';
import { openedByPassword } from './extract/locked/opened-by-password.ts';
import { candidatesFor } from './follow/candidates-for.ts';
import type { DueRescan } from './follow/follow-secrets.ts';
import { withEarlierFacts } from './record/earlier-facts.ts';
import { completed, messageRecord } from './record/message-record.ts';
import { directionAt, type ScanDependencies } from './scan.ts';

export interface Rescanned {
  readonly item: string;
  /** Whether a password opened something. */
  readonly opened: boolean;
  /** What would become of the message if it came now. */
  readonly outcome: Outcome;
}

/** Milliseconds that a held mail is looked for and tried: it may have been delivered, or not yet be kept. */
const patience = 3_600_000;
/** What fails as often fails for good; a person can have it read again. */
const mostTries = 3;

/** Every held mail for which a password came since. Run when mail came, and now and then. */
export async function rescanDue(
  rescanOne: (item: HeldItem, work: () => Promise<unknown>) => Promise<unknown>,
  deps: ScanDependencies,
): Promise<void> {
  const { ledger, clock } = deps.ports;
  for await (const due of ledger.records('rescan')) {
    const items = await kept(due.id, deps.ports);
    const asked = due.value as DueRescan;
    const isNew = clock() - asked.at < patience;
    if (items.length === 0 && isNew) continue;
    let failed = false;
    for (const item of items) {
      await rescanOne(item, () => rescan(item.id, null, deps)).catch((cause: unknown) => {
        failed = true;
        if (!(cause instanceof Refused)) deps.report({ event: 'rescan-failed', attempt: item.attempt, cause });
      });
    }
    const tries = (asked.tries ?? 0) + 1;
    const value = failed && isNew && tries < mostTries ? ({ ...asked, tries } satisfies DueRescan) : null;
    await ledger
      .commit([{ type: 'record', kind: 'rescan', id: due.id, version: due.version, value }])
      // Another password came meanwhile: it is tried the next time.
      .catch((cause: unknown) => {
        if (!(cause instanceof ChangedMeanwhile)) throw cause;
      });
  }
}

async function kept(attempt: string, { ledger }: Ports): Promise<readonly HeldItem[]> {
  const items: HeldItem[] = [];
  for await (const item of ledger.heldItems({ attempt, class: 'held', state: 'kept' })) items.push(item);
  return items.filter(({ exempt }) => exempt !== true);
}

/**
 * Without a proof, only with a password in its window. Rejects with Refused when there is nothing to read or neither
 * holds, and with another error when it could not be read: its facts stay as they are.
 */
export async function rescan(
  itemId: string,
  proof: OpeningProof | null,
  current: ScanDependencies,
): Promise<Rescanned> {
  // One policy for all of it, whichever comes into force meanwhile.
  const deps = { ...current };
  const { ledger, store, rescans } = deps.ports;
  const item = await ledger.heldItem(itemId);
  if (item === null || item.class !== 'held' || item.state !== 'kept')
    throw new Refused(`no held mail ${itemId} waits; see which do`);
  const [record, sealed] = [await ledger.attempt(item.attempt), await store.getSealed(itemId)];
  if (rescans === undefined || record === null || sealed === null) throw new Refused('nothing can be read again here');
  const earlier = await ledger.message({ attempt: item.attempt });
  const examined = await examineAgain(item, record.attempt, sealed, { proof, rescans }, deps);
  const examination = withEarlierFacts(examined, earlier);
  const decision = await decideAgain(item, record.attempt, examination, deps);
  const facts = { item: itemId, opened: isOpened(examined), outcome: decision.outcome };
  await keepFacts({ item, attempt: record.attempt, examination, decision, earlier, proof }, facts, deps);
  return facts;
}

async function examineAgain(
  item: HeldItem,
  attempt: Attempt,
  sealed: Uint8Array,
  { proof, rescans }: { readonly proof: OpeningProof | null; readonly rescans: Rescans },
  { ports, rulebook }: ScanDependencies,
): Promise<Examination> {
  const direction = directionAt(attempt, rulebook);
  const context: ExaminationContext = {
    mailFrom: attempt.envelope.mailFrom,
    ocr: rulebook.pack.ocr?.includes(direction) ?? false,
    openLocked: direction === 'inbound',
  };
  const candidates = await candidatesFor(item, ports);
  const examined = await rescans.rescan(item.id, sealed, context, { candidates, proof });
  if (examined.parts.some(({ why }) => why === 'crashed')) throw new Error('no process survived the message');
  return examined;
}

async function decideAgain(
  item: HeldItem,
  attempt: Attempt,
  examination: Examination,
  { ports, rulebook, senderBlocks }: ScanDependencies,
): Promise<MessageDecision> {
  const { mailFrom } = attempt.envelope;
  const blocks = attempt.direction === 'inbound' ? await senderBlocks.inForce() : nobodyBlocked;
  const addresses = item.recipients.map(({ address }) => address);
  const asked = blocks({ mailFrom, from: examination.headers.from });
  return decide({
    examination,
    mailFrom,
    recipients: item.recipients,
    direction: directionAt(attempt, rulebook),
    rulebook,
    at: ports.clock(),
    blockedFor: await unlessReleased(asked, addresses, attempt.id, ports.ledger),
  });
}

function isOpened({ parts }: Examination): boolean {
  return parts.some(({ facts }) => facts.includes(openedByPassword));
}

interface Again {
  readonly item: HeldItem;
  readonly attempt: Attempt;
  readonly examination: Examination;
  readonly decision: MessageDecision;
  readonly earlier: MessageRecord | null;
  readonly proof: OpeningProof | null;
}

/** Nobody is let go: who would be is held for a person now. */
async function keepFacts(again: Again, facts: Rescanned, deps: ScanDependencies): Promise<void> {
  const { item, attempt, examination, decision, earlier, proof } = again;
  const { ledger, clock } = deps.ports;
  const at = clock();
  const recipients = decision.recipients.map((recipient) => heldInstead(recipient, 'postern/read-again'));
  const stays = { ...decision, recipients, outcome: 'hold' } as const;
  const detail = { attempt: item.attempt, opened: facts.opened, outcome: facts.outcome };
  const actor = proof === null ? 'gateway' : proof.decider.slice(0, 200);
  const changes: LedgerChange[] = [
    { type: 'message', record: completed(earlier, messageRecord(attempt, examination, stays, at)) },
    { type: 'audit', event: { at, actor, action: 'held-rescanned', subject: item.id, detail } },
  ];
  if (proof === null && isNews(again, facts))
    changes.push({ type: 'notice', notice: await noticeOf(item, facts, at, deps) });
  await ledger.commit(changes);
}

/** Whether there is more to know than what is recorded of those who wait for it. */
function isNews({ item, earlier }: Again, { opened, outcome }: Rescanned): boolean {
  const waiting = new Set(item.recipients.map(({ address }) => address));
  const recorded = earlier?.recipients.filter(({ address }) => waiting.has(address)) ?? [];
  return opened || outcome !== strictest(recorded.map((recipient) => recipient.outcome));
}

/** To the security contact: somebody decides about the message. */
function noticeOf({ id }: HeldItem, { opened, outcome }: Rescanned, at: number, deps: ScanDependencies) {
  const { organisation } = deps.rulebook.pack;
  const cause = ['read-again', id, String(at)];
  const values = { opened: opened ? 'yes' : 'no', outcome };
  const clauses = ['postern/read-again'];
  // Within the hour only what differs is told again.
  const throttleKey = ['read-again', id, values.opened, outcome].join(' ');
  return noticeTo(
    { kind: 'read-again', to: organisation.contact, cause, about: [id], values, clauses, throttleKey, at },
    { organisation, texts: deps.texts },
  );
}
