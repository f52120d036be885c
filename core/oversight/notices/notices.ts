// Which notices follow from a decision or a failure. Composed here, queued by act, sent by the host's outbox. Only our own
// senders are written to: a notice to an outside sender would be backscatter (DESIGN section 7).
import { createHash } from 'node:crypto';
import { reference } from '../../mail/act/reference.ts';
import { isOurs } from '../../mail/decide/address.ts';
import type { MessageDecision, Reason, RecipientDecision } from '../../model/decision.ts';
import type { Examination } from '../../model/examination.ts';
import type { Attempt, QueuedNotice } from '../../model/ledger.ts';
import type { Pack } from '../../model/pack.ts';
import type { Scheme } from '../../model/scheme.ts';
import type { CopyForm, RemovalNotices, Reply } from '../../ports.ts';
import { composeMail } from './compose-mail.ts';
import { deliveryStatus, type RecipientStatus } from './delivery-status.ts';
import { languages, type NoticeKind, type NoticeTexts, type Section } from './format-texts.ts';
import { noticeBody } from './notice-body.ts';
import { reasonTexts } from './reason-text.ts';

export interface NoticeInput {
  readonly attempt: Attempt;
  readonly examination: Examination;
  readonly decision: MessageDecision;
  readonly pack: Pack;
  readonly schemes: ReadonlyMap<string, Scheme>;
  readonly texts: NoticeTexts;
  /** Reporting MTA. */
  readonly hostname: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** To our own sender: blocked, held, or something flagged that the clause has advice on. */
export async function noticesFor(input: NoticeInput): Promise<readonly QueuedNotice[]> {
  if (!hasOwnSender(input)) return [];
  const { recipients } = input.decision;
  const blocked = recipients.filter(
    (recipient) => recipient.outcome === 'block' && wantsReport(input, recipient, 'FAILURE'),
  );
  const held = recipients.filter((recipient) => recipient.outcome === 'hold' && wantsReport(input, recipient, 'DELAY'));
  const refusal = { action: 'failed', status: '5.7.1', diagnostic: null } as const;
  const delay = { action: 'delayed', status: '4.7.1', diagnostic: null } as const;
  return [
    ...(blocked.length === 0 ? [] : [await report('blocked', input, blocked, () => refusal)]),
    ...(held.length === 0 ? [] : [await report('held', input, held, () => delay)]),
    ...(await flagged(input)),
  ];
}

/** When the next hop refused the message for good; `replies` by recipient (RFC 3464). */
export async function failureReport(
  input: NoticeInput,
  replies: ReadonlyMap<string, Reply>,
): Promise<readonly QueuedNotice[]> {
  if (!hasOwnSender(input)) return [];
  const failed = input.decision.recipients.filter(
    (recipient) => replies.has(recipient.address) && wantsReport(input, recipient, 'FAILURE'),
  );
  if (failed.length === 0) return [];
  const reason: Reason = {
    clause: 'postern/next-hop-refused',
    outcome: 'block',
    source: null,
    findings: [],
    strip: [],
  };
  const explained = failed.map((recipient) => ({ ...recipient, reasons: [reason] }));
  return [
    await report('failed', input, explained, ({ address }) => {
      const reply = replies.get(address);
      const status = /^5\.\d{1,3}\.\d{1,3}/.exec(reply?.text ?? '')?.[0] ?? '5.0.0';
      return { action: 'failed', status, diagnostic: reply === undefined ? null : `${reply.code} ${reply.text}` };
    }),
  ];
}

/** The texts that stand in place of a removed attachment; `{name}` and `{copy}` stay for file names. */
export function removalNotices(pack: Pack, texts: NoticeTexts): RemovalNotices {
  const text = (copy?: CopyForm) => removedPartText(pack, texts, copy);
  const removed = text();
  if (pack.disarm !== 'offer') return { removed };
  return { removed, withCopy: { rebuilt: text('rebuilt'), pictures: text('pictures'), text: text('text') } };
}

function removedPartText({ organisation }: Pack, texts: NoticeTexts, copy?: CopyForm): string {
  const paragraphs = languages.map((language) => {
    const values = { name: '{name}', contact: organisation.contact, organisation: organisation.name[language] };
    const section = (name: Section) => texts.section(language, 'removed', name, values);
    const offered = copy === undefined ? [] : [texts.word(language, `safe_copy_${copy}`, { copy: '{copy}' })];
    return [section('happened'), ...offered, section('todo'), section('help')].join('\n');
  });
  return `${paragraphs.join('\n\n')}\n`;
}

function hasOwnSender({ attempt }: NoticeInput): boolean {
  return attempt.direction === 'outbound' && attempt.envelope.mailFrom !== '';
}

/** RFC 3461 section 4.1: NEVER, or a list that leaves this event out, is respected. */
function wantsReport({ attempt }: NoticeInput, { address }: RecipientDecision, event: 'FAILURE' | 'DELAY'): boolean {
  const notify = notifyOf(attempt, address);
  return notify.length === 0 || notify.includes(event);
}

function wantsNothing({ attempt }: NoticeInput, { address }: RecipientDecision): boolean {
  return notifyOf(attempt, address).includes('NEVER');
}

function notifyOf({ envelope }: Attempt, address: string): readonly string[] {
  return envelope.recipients.find((recipient) => recipient.address === address)?.notify ?? [];
}

async function report(
  kind: NoticeKind,
  input: NoticeInput,
  recipients: readonly RecipientDecision[],
  statusOf: (recipient: RecipientDecision) => Pick<RecipientStatus, 'action' | 'status' | 'diagnostic'>,
): Promise<QueuedNotice> {
  const visible = visibleAddresses(input.examination);
  const { envelope, openedAt } = input.attempt;
  const status = deliveryStatus(
    { hostname: input.hostname, envelopeId: envelope.parameters.envelopeId, arrivedAt: openedAt },
    recipients.map((recipient) => {
      const given = envelope.recipients.find(({ address }) => address === recipient.address);
      return {
        address: visible.has(recipient.address.toLowerCase()) ? recipient.address : null,
        ...(given?.originalRecipient === undefined ? {} : { originalRecipient: given.originalRecipient }),
        ...statusOf(recipient),
      };
    }),
  );
  return compose(kind, input, recipients, { status, throttleKey: null });
}

/** One notice for each clause that flags with advice, at most one an hour for the same sender and clause. */
async function flagged(input: NoticeInput): Promise<readonly QueuedNotice[]> {
  const advised = new Set(
    input.pack.clauses.filter(({ advice }) => advice !== null).map(({ id }) => `${input.pack.name}/${id}`),
  );
  const told = input.decision.recipients.filter(
    (recipient) => recipient.outcome !== 'block' && recipient.outcome !== 'hold' && !wantsNothing(input, recipient),
  );
  const byClause = Map.groupBy(
    told.flatMap((recipient) =>
      recipient.reasons
        .filter(({ outcome, clause }) => outcome === 'flag' && advised.has(clause))
        .map((reason) => ({ ...recipient, reasons: [reason] })),
    ),
    ({ reasons: [reason] }) => reason?.clause ?? '',
  );
  const { mailFrom } = input.attempt.envelope;
  return Promise.all(
    [...byClause].flatMap(([clause, recipients]) =>
      [mailFrom, ...ownersOf(recipients, input)].map((to) =>
        compose('flagged', input, recipients, { status: null, throttleKey: `${to.toLowerCase()} ${clause}`, to }),
      ),
    ),
  );
}

/** Who answers for the shared mailbox that disclosed a secret has to change it, whoever wrote the mail. */
function ownersOf(
  recipients: readonly RecipientDecision[],
  { attempt, examination, pack }: NoticeInput,
): readonly string[] {
  const owners = recipients
    .flatMap(({ reasons }) => reasons.flatMap(({ findings }) => findings))
    .map((index) => examination.findings[index])
    .flatMap((finding) => (finding?.kind === 'credential' && finding.owner !== null ? [finding.owner] : []))
    .filter((owner) => isOurs(owner, pack.organisation));
  return [...new Set(owners)].filter((owner) => owner.toLowerCase() !== attempt.envelope.mailFrom.toLowerCase());
}

async function compose(
  kind: NoticeKind,
  input: NoticeInput,
  recipients: readonly RecipientDecision[],
  {
    status,
    throttleKey,
    to = input.attempt.envelope.mailFrom,
  }: { readonly status: string | null; readonly throttleKey: string | null; readonly to?: string },
): Promise<QueuedNotice> {
  const { attempt, examination, pack, schemes, texts, now } = input;
  const { organisation } = pack;
  const visible = visibleAddresses(examination);
  const named = recipients.map(({ address }) => address).filter((address) => visible.has(address.toLowerCase()));
  const reasons = recipients.flatMap((recipient) => recipient.reasons);
  const body = noticeBody(
    {
      kind,
      recipients: named,
      hidden: recipients.length - named.length,
      arrivedAt: attempt.openedAt,
      reasons: reasonTexts(reasons, { pack, schemes, texts, ...examination }),
      clauses: [...new Set(reasons.map(({ clause }) => clause))],
      contact: organisation.contact,
      reference: reference(attempt),
    },
    texts,
  );
  const addresses = recipients.map(({ address }) => address).sort();
  const id = createHash('sha256')
    .update([attempt.id, kind, throttleKey ?? '', ...addresses].join('\0'))
    .digest('hex');
  const raw = await composeMail({
    id,
    from: { name: `${organisation.name.en} / ${organisation.name.fr}`, address: organisation.noticeFrom },
    replyTo: organisation.contact,
    to,
    about: examination.headers.messageId,
    at: now,
    status,
    ...body,
  });
  return { id, recipient: to, raw, direction: 'inbound', throttleKey, queuedAt: now };
}

/** Whoever is not in To or Cc is named to nobody (DESIGN section 7). */
function visibleAddresses({ headers }: Examination): ReadonlySet<string> {
  return new Set([...headers.to, ...headers.cc].map(({ address }) => address.toLowerCase()));
}
