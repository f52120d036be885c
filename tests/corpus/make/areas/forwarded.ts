// Mails within mails, to any depth.
import { ana, base64Lines, ben, outside } from '../mail.ts';
import { mixed, raw, text } from '../odd-mail.ts';

function nestedMessage(depth: number, inner: readonly string[]): string[] {
  let lines = [...inner];
  for (let i = 0; i < depth; i++) {
    const boundary = `=_level${i}`;
    lines = [
      `From: Sam <sam${i}@elsewhere.example>`,
      `Subject: forwarded ${i}`,
      'MIME-Version: 1.0',
      `Content-Type: multipart/mixed; boundary="${boundary}"`,
      '',
      `--${boundary}`,
      'Content-Type: message/rfc822',
      '',
      ...lines,
      `--${boundary}--`,
    ];
  }
  return lines;
}

export const markedNote = [
  'From: Ana <ana.sousa@agency.example>',
  'Subject: plan',
  'Content-Type: text/plain',
  '',
  'PROTECTED B',
  '',
  'The move takes two weekends.',
  '',
  'PROTECTED B',
];
const plainNote = [
  'From: Sam <sam@elsewhere.example>',
  'Subject: chairs',
  'Content-Type: text/plain',
  '',
  'Twelve chairs, please.',
];

function forwarded(
  path: string,
  depth: number,
  inner: readonly string[],
  from = ana,
  to = outside,
): readonly [string, Buffer] {
  return raw(
    path,
    [
      'Content-Type: multipart/mixed; boundary="=_f"',
      '',
      '--=_f',
      'Content-Type: message/rfc822',
      '',
      ...nestedMessage(depth, inner),
      '--=_f--',
    ],
    from,
    to,
  );
}

const mails: readonly (readonly [string, Buffer])[] = [
  forwarded('structure/forwarded-marked-mail', 0, markedNote),
  forwarded('structure/forwarded-marked-mail-three-deep', 3, markedNote),
  forwarded('structure/forwarded-plain-mail', 1, plainNote, outside, ben),
  forwarded('structure/forwarded-forty-deep', 40, plainNote, outside, ben),
  raw(
    'structure/forwarded-in-base64',
    mixed(text('See below.'), [
      'Content-Type: message/rfc822',
      'Content-Transfer-Encoding: base64',
      '',
      ...base64Lines(markedNote.join('\r\n')),
    ]),
    ana,
    outside,
  ),
];

export function forwardedMails(): ReadonlyMap<string, Buffer> {
  return new Map(mails);
}
