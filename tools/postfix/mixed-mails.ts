// A mix of mail in both directions, each with what must become of it.
import { lockedZip, program } from '../../tests/harness/kill-messages.ts';
import type { Mail } from '../send-mails/mails.ts';

export type Expected = 'served' | 'stripped' | 'held' | 'blocked';

export interface RunMail extends Mail {
  /** From which side it comes to the front. */
  readonly side: 'outside' | 'inside';
  /** By recipient; nothing for mail whose fate is not known beforehand. Every address is of one mail only. */
  readonly expected: ReadonlyMap<string, Expected>;
}

const elsewhere = 'writer@elsewhere.example';

/** Twenty in a row hold every kind. */
export function mixedMails(count: number): readonly RunMail[] {
  return Array.from({ length: count }, (_, index) => mixedMail(index + 1));
}

function mixedMail(number: number): RunMail {
  const staff = `staff-${number}@agency.example`;
  const colleague = `colleague-${number}@agency.example`;
  const outside = `person-${number}@elsewhere.example`;
  const zip = { name: 'papers.zip', content: lockedZip() };
  const exe = { name: 'setup.exe', content: program() };
  switch (number % 20) {
    case 3:
      return mail(number, elsewhere, { [staff]: 'held' }, withFile('The papers.', zip));
    case 7:
      return mail(number, elsewhere, { [staff]: 'stripped', [colleague]: 'stripped' }, withFile('The program.', exe));
    case 9:
      return mail(number, '', { [staff]: 'served' }, plain('A report of another server.'));
    case 11:
    case 12:
    case 13:
      return mail(number, staff, { [outside]: 'served', [colleague]: 'served' }, plain('Minutes of the meeting.'));
    case 15:
    case 16:
      return mail(number, staff, { [outside]: 'blocked', [colleague]: 'served' }, marked());
    case 18:
      return mail(number, staff, { [colleague]: 'served' }, marked());
    default:
      return mail(number, elsewhere, { [staff]: 'served', [colleague]: 'served' }, plain('Notes, as agreed.'));
  }
}

function mail(number: number, from: string, expected: Readonly<Record<string, Expected>>, content: string): RunMail {
  const recipients = Object.keys(expected);
  const head = [
    `From: ${from === '' ? 'MAILER-DAEMON@elsewhere.example' : from}`,
    `To: ${recipients.join(', ')}`,
    `Subject: mail ${number}`,
    `Message-ID: <mail-${number}@test.example>`,
    'Date: Mon, 02 Nov 2026 10:00:00 +0000',
    'MIME-Version: 1.0',
  ].join('\r\n');
  return {
    file: `mail ${number}`,
    side: from.endsWith('@agency.example') ? 'inside' : 'outside',
    mailFrom: from,
    recipients,
    expected: new Map(Object.entries(expected)),
    raw: Buffer.from(`${head}\r\n${content}`),
  };
}

/** Dots at line starts, octets above 127, blanks at line ends and a line as long as SMTP allows must all survive. */
function plain(text: string): string {
  return `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${text}\r\n.\r\n..\r\n.dot\r\nété \t \r\n${'x'.repeat(990)}\r\n\r\n`;
}

function marked(): string {
  return 'Content-Type: text/plain\r\n\r\nPROTECTED B\r\n\r\nThe draft for the committee.\r\n\r\nPROTECTED B\r\n';
}

function withFile(text: string, { name, content }: { readonly name: string; readonly content: Buffer }): string {
  const encoded = content.toString('base64').replace(/.{76}/g, '$&\r\n');
  return (
    `Content-Type: multipart/mixed; boundary="edge"\r\n\r\n--edge\r\nContent-Type: text/plain\r\n\r\n${text}\r\n--edge\r\n` +
    `Content-Type: application/octet-stream; name="${name}"\r\n` +
    `Content-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded}\r\n--edge--\r\n`
  );
}
