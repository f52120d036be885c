// One mail with a protected document, as different mail programs build it. Written to tests/fixtures/mails.
import { type Attachment, attached, base64Lines } from './mail.ts';
import { docx, docxType } from './ooxml.ts';
import { tnef } from './outlook.ts';
import { pdf } from './pdf.ts';

const body = ['Relocation plan', 'The heron wing moves in the first weekend of May.'];
const word: Attachment = {
  name: 'relocation plan.docx',
  type: docxType,
  content: docx({ body, header: 'PROTECTED B' }),
};
const paper: Attachment = {
  name: 'relocation plan.pdf',
  type: 'application/pdf',
  content: pdf({ pages: [body, ['Annex']], header: 'PROTECTED B' }),
};

const words = 'Hello,\n\nhere is the plan for the heron wing.\n\nAna';
const html = '<p>Hello,</p><p>here is the plan for the heron wing.</p><p>Ana</p>';

/** Mails by file name without extension; `To` names one colleague and one personal address. */
export function clientMails(): ReadonlyMap<string, Buffer> {
  const all: [string, string[]][] = [];
  for (const [kind, file] of [
    ['word', word],
    ['pdf', paper],
  ] as const) {
    all.push([`thunderbird-${kind}`, thunderbird(kind, file)]);
    all.push([`outlook-${kind}`, outlook(kind, file)]);
    all.push([`outlook-winmail-${kind}`, winmail(kind, file)]);
    all.push([`apple-mail-${kind}`, appleMail(kind, file)]);
  }
  return new Map(all.map(([name, lines]) => [name, Buffer.from(lines.join('\r\n'))]));
}

const people = 'Ben Okafor <ben.okafor@agency.example>, ana.sousa77@gmail.com';

function thunderbird(kind: string, file: Attachment): string[] {
  const boundary = '------------Kq3v9tT0yq5hZr1mWc7LxN2b';
  return [
    `Message-ID: <5b1c2d3e-0001-4a5b-8c6d-7e8f9a0b1c2d.${kind}@agency.example>`,
    'Date: Mon, 12 Jan 2026 09:30:00 -0700',
    'MIME-Version: 1.0',
    'User-Agent: Mozilla Thunderbird',
    'Content-Language: en-CA',
    `To: ${people}`,
    'From: Ana Sousa <ana.sousa@agency.example>',
    'Subject: Relocation',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    'This is a multi-part message in MIME format.',
    `--${boundary}`,
    'Content-Type: text/plain; charset=UTF-8; format=flowed',
    'Content-Transfer-Encoding: 7bit',
    '',
    ...words.split('\n'),
    '',
    `--${boundary}`,
    ...attached(file),
    '',
    `--${boundary}--`,
    '',
  ];
}

function outlookHead(kind: string): string[] {
  return [
    'From: "Sousa, Ana" <ana.sousa@agency.example>',
    `To: ${people}`,
    'Subject: Relocation',
    'Thread-Topic: Relocation',
    'Thread-Index: AdwBAgMEBQYHCAkKCwwNDg8QERITFA==',
    'Date: Mon, 12 Jan 2026 16:30:00 +0000',
    `Message-ID: <YT1PR01MB0001.${kind}@YT1PR01MB0001.mail.agency.example>`,
    'Accept-Language: en-CA, en-US',
    'Content-Language: en-US',
    'X-MS-Has-Attach: yes',
    'X-Mailer: Microsoft Outlook 16.0',
    'MIME-Version: 1.0',
  ];
}

function outlook(kind: string, file: Attachment): string[] {
  const outer = '----=_NextPart_000_0012_01DC83A1.5C0E7F30';
  const inner = '----=_NextPart_001_0013_01DC83A1.5C0E7F30';
  return [
    ...outlookHead(kind),
    'Content-Type: multipart/mixed;',
    `\tboundary="${outer}"`,
    '',
    'This is a multipart message in MIME format.',
    '',
    `--${outer}`,
    'Content-Type: multipart/alternative;',
    `\tboundary="${inner}"`,
    '',
    `--${inner}`,
    'Content-Type: text/plain;',
    '\tcharset="us-ascii"',
    'Content-Transfer-Encoding: 7bit',
    '',
    ...words.split('\n'),
    `--${inner}`,
    'Content-Type: text/html;',
    '\tcharset="us-ascii"',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    '<html xmlns:o=3D"urn:schemas-microsoft-com:office:office"><body lang=3D"EN-CA"><div class=3D"WordSection1">=',
    `${html}</div></body></html>`,
    `--${inner}--`,
    '',
    `--${outer}`,
    `Content-Type: ${file.type ?? ''};`,
    `\tname="${file.name}"`,
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment;',
    `\tfilename="${file.name}"`,
    '',
    ...base64Lines(file.content),
    '',
    `--${outer}--`,
    '',
  ];
}

function winmail(kind: string, file: Attachment): string[] {
  const boundary = '_000_YT1PR01MB0001_';
  const attachments = [{ name: file.name, content: Buffer.from(file.content) }];
  const content = tnef({ subject: 'Relocation', body: words.replaceAll('\n', '\r\n'), attachments });
  return [
    ...outlookHead(`winmail-${kind}`),
    `X-MS-TNEF-Correlator: <YT1PR01MB0001.${kind}@YT1PR01MB0001.mail.agency.example>`,
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset="us-ascii"',
    'Content-Transfer-Encoding: 7bit',
    '',
    ...words.split('\n'),
    '',
    `--${boundary}`,
    'Content-Disposition: attachment; filename="winmail.dat"',
    'Content-Type: application/ms-tnef; name="winmail.dat"',
    'Content-Transfer-Encoding: base64',
    '',
    ...base64Lines(content),
    '',
    `--${boundary}--`,
    '',
  ];
}

/** The attachment stands between two pieces of the formatted text, inside the alternative. */
function appleMail(kind: string, file: Attachment): string[] {
  const outer = 'Apple-Mail=_0A1B2C3D-4E5F-4061-8273-94A5B6C7D8E9';
  const inner = 'Apple-Mail=_1B2C3D4E-5F60-4172-8394-A5B6C7D8E9F0';
  return [
    'From: Ana Sousa <ana.sousa@agency.example>',
    `Content-Type: multipart/alternative;`,
    `\tboundary="${outer}"`,
    'Mime-Version: 1.0 (Mac OS X Mail 16.0 \\(3826.300.87\\))',
    'Subject: Relocation',
    `Message-Id: <2C3D4E5F-6071-4283-94A5-B6C7D8E9F0A1.${kind}@agency.example>`,
    'Date: Mon, 12 Jan 2026 09:30:00 -0700',
    `To: ${people}`,
    'X-Mailer: Apple Mail (2.3826.300.87)',
    '',
    '',
    `--${outer}`,
    'Content-Transfer-Encoding: 7bit',
    'Content-Type: text/plain;',
    '\tcharset=us-ascii',
    '',
    ...words.split('\n'),
    '',
    `--${outer}`,
    'Content-Type: multipart/mixed;',
    `\tboundary="${inner}"`,
    '',
    '',
    `--${inner}`,
    'Content-Transfer-Encoding: 7bit',
    'Content-Type: text/html;',
    '\tcharset=us-ascii',
    '',
    `<html><head></head><body>${html}</body></html>`,
    `--${inner}`,
    'Content-Disposition: inline;',
    `\tfilename="${file.name}"`,
    `Content-Type: ${file.type ?? ''};`,
    '\tx-unix-mode=0644;',
    `\tname="${file.name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    ...base64Lines(file.content),
    '',
    `--${inner}`,
    'Content-Transfer-Encoding: 7bit',
    'Content-Type: text/html;',
    '\tcharset=us-ascii',
    '',
    '<html><head></head><body><br></body></html>',
    `--${inner}--`,
    '',
    `--${outer}--`,
    '',
  ];
}
