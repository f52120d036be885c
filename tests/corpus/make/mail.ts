// Puts a mail together the way mail programs do, with fixed dates and boundaries.

export interface Attachment {
  readonly name: string;
  readonly type?: string;
  readonly content: Buffer | string;
  readonly inline?: boolean;
}

export interface MadeMail {
  /** Area and name without extension: `markings/word-page-header`. */
  readonly path: string;
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly attachments: readonly Attachment[];
}

export const ana = 'Ana Sousa <ana.sousa@agency.example>';
export const ben = 'Ben Okafor <ben.okafor@agency.example>';
export const outside = 'Claire Dumont <claire.dumont@maison.example>';
export const supplier = 'Orders <orders@shop.example>';

export function mail(made: MadeMail): Buffer {
  const boundary = `=_${made.path.replace(/[^a-z0-9]/g, '_')}`;
  const lines = [
    ...head(made),
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    'This is a message in several parts.',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    ...(made.text ?? 'Please see the attachment.').split('\n'),
    '',
    ...made.attachments.flatMap((attachment) => [`--${boundary}`, ...attached(attachment)]),
    `--${boundary}--`,
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

export function head(made: Omit<MadeMail, 'attachments'>): string[] {
  const fields = {
    From: made.from ?? ana,
    To: made.to ?? outside,
    Subject: made.subject ?? 'The file you asked for',
    Date: 'Mon, 12 Jan 2026 09:30:00 -0700',
    'Message-ID': `<${made.path.replace('/', '.')}@corpus.example>`,
    'MIME-Version': '1.0',
    ...made.headers,
  };
  return Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
}

export function attached({ name, type, content, inline }: Attachment): string[] {
  return [
    `Content-Type: ${type ?? 'application/octet-stream'}; name="${name}"`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: ${inline ? 'inline' : 'attachment'}; filename="${name}"`,
    '',
    ...base64Lines(content),
  ];
}

export function base64Lines(content: Buffer | string): string[] {
  return (
    Buffer.from(content)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  );
}
