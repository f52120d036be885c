// Builds the bytes of a notice: one bilingual mail as text and HTML, or an RFC 3464 report around the same text.
import MimeNode from 'nodemailer/lib/mime-node';

export interface NoticeMail {
  /** Deterministic; becomes the Message-ID and the boundaries. */
  readonly id: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly replyTo: string;
  readonly to: string;
  readonly subject: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Message-ID of the mail it is about, null when it had none. */
  readonly about: string | null;
  readonly text: string;
  readonly html: string;
  /** RFC 3464 fields; makes the mail a multipart/report. */
  readonly status: string | null;
}

export async function composeMail(mail: NoticeMail): Promise<Uint8Array> {
  const options = {
    baseBoundary: mail.id.slice(0, 24),
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
  };
  const root = new MimeNode(
    mail.status === null ? 'multipart/alternative' : 'multipart/report; report-type=delivery-status',
    options,
  );
  root.setHeader({
    From: { name: mail.from.name, address: mail.from.address },
    'Reply-To': mail.replyTo,
    To: mail.to,
    Subject: mail.subject,
    Date: new Date(mail.at).toUTCString().replace('GMT', '+0000'),
    'Message-ID': `<${mail.id.slice(0, 40)}@${mail.from.address.slice(mail.from.address.lastIndexOf('@') + 1)}>`,
    // RFC 3834: no automatic answer to an automatic answer.
    'Auto-Submitted': 'auto-replied',
    'Content-Language': 'en, fr',
    ...(mail.about === null ? {} : { 'In-Reply-To': mail.about, References: mail.about }),
  });
  const readable = mail.status === null ? root : root.createChild('multipart/alternative');
  readable.createChild('text/plain; charset=utf-8').setContent(mail.text);
  readable.createChild('text/html; charset=utf-8').setContent(mail.html);
  if (mail.status !== null) root.createChild('message/delivery-status').setContent(mail.status);
  return root.build();
}
