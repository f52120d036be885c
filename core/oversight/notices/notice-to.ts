// A notice that no decision about a mail on its way makes: of a request, a report, an alarm, or a decision of people.
import { createHash } from 'node:crypto';
import type { QueuedNotice } from '../../model/ledger.ts';
import type { Organisation } from '../../model/pack.ts';
import { composeMail } from './compose-mail.ts';
import type { NoticeKind, NoticeTexts } from './format-texts.ts';
import { type NoticeContent, noticeBody } from './notice-body.ts';

export interface Told extends Pick<NoticeContent, 'values' | 'count' | 'flood' | 'clauses'> {
  readonly kind: NoticeKind;
  readonly to: string;
  /** What caused it, the same at every repetition: nothing is queued twice. */
  readonly cause: readonly string[];
  /** Whom or what it is about. */
  readonly about: readonly string[];
  /** How many more there are that may not be named. */
  readonly hidden?: number;
  readonly reasons?: NoticeContent['reasons'];
  /** Where it is not the notice's own. */
  readonly reference?: string;
  /** RFC 3464 fields; makes the mail a report. */
  readonly status?: string;
  /** When what it tells of happened, where that was not now; milliseconds since the epoch, as `at`. */
  readonly happenedAt?: number;
  /** As of QueuedNotice; absent: never throttled. */
  readonly throttleKey?: string;
  readonly at: number;
}

export async function noticeTo(
  {
    kind,
    to,
    cause,
    about,
    hidden = 0,
    reasons = [],
    reference,
    status,
    at,
    happenedAt = at,
    throttleKey,
    ...others
  }: Told,
  { organisation, texts }: { readonly organisation: Organisation; readonly texts: NoticeTexts },
): Promise<QueuedNotice> {
  const id = createHash('sha256').update(cause.join('\0')).digest('hex');
  const body = noticeBody(
    {
      ...others,
      kind,
      recipients: about,
      hidden,
      arrivedAt: happenedAt,
      reasons,
      contact: organisation.contact,
      reference: reference ?? id.slice(0, 12),
    },
    texts,
  );
  const raw = await composeMail({
    id,
    from: { name: `${organisation.name.en} / ${organisation.name.fr}`, address: organisation.noticeFrom },
    replyTo: organisation.contact,
    to,
    about: null,
    at,
    status: status ?? null,
    ...body,
  });
  return { id, recipient: to, raw, direction: 'inbound', throttleKey: throttleKey ?? null, queuedAt: at };
}
