// A notice to one of our own people about something other than a mail of theirs: a request, a report, an alarm.
import { createHash } from 'node:crypto';
import type { QueuedNotice } from '../../model/ledger.ts';
import type { Organisation } from '../../model/pack.ts';
import { composeMail } from './compose-mail.ts';
import type { NoticeKind, NoticeTexts } from './format-texts.ts';
import { type NoticeContent, noticeBody } from './notice-body.ts';

export interface Told extends Pick<NoticeContent, 'values' | 'count' | 'flood'> {
  readonly kind: NoticeKind;
  readonly to: string;
  /** What caused it, the same at every repetition: nothing is queued twice. */
  readonly cause: readonly string[];
  /** Whom or what it is about. */
  readonly about: string;
  readonly reasons?: NoticeContent['reasons'];
  /** Name of the rule it rests on. */
  readonly clause: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export async function noticeTo(
  { kind, to, cause, about, reasons = [], clause, at, ...counted }: Told,
  { organisation, texts }: { readonly organisation: Organisation; readonly texts: NoticeTexts },
): Promise<QueuedNotice> {
  const id = createHash('sha256').update(cause.join('\0')).digest('hex');
  const body = noticeBody(
    {
      ...counted,
      kind,
      recipients: [about],
      hidden: 0,
      arrivedAt: at,
      reasons,
      clauses: [clause],
      contact: organisation.contact,
      reference: id.slice(0, 12),
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
    status: null,
    ...body,
  });
  return { id, recipient: to, raw, direction: 'inbound', throttleKey: null, queuedAt: at };
}
