// Mails made to exhaust whoever reads them. Made anew each time: as files they would be large and all alike.

/** What must become of it: every part read, or held for a person. */
export type Fate = 'read' | 'held';

export interface HostileMail {
  readonly fate: Fate;
  /** Seconds of detection in much text: measured by the tool alone. */
  readonly long?: true;
  readonly make: () => Buffer;
}

const head = 'From: a@b.example\r\nTo: c@agency.example\r\nSubject: hello\r\nMIME-Version: 1.0\r\n';

function mail(fields: string, body: string): Buffer {
  return Buffer.from(`${head}${fields}\r\n\r\n${body}`, 'latin1');
}

function multipart(parts: string): Buffer {
  return mail('Content-Type: multipart/mixed; boundary=b', parts);
}

function numbered(count: number, item: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => item(index)).join('');
}

function nestedMultiparts(count: number): string {
  return numbered(count, (i) => `Content-Type: multipart/mixed; boundary=n${i}n\r\n\r\n--n${i}n\r\n`);
}

export const hostileMails: Readonly<Record<string, HostileMail>> = {
  '100,000 empty parts': { fate: 'held', make: () => multipart('--b\r\n\r\n'.repeat(100_000)) },
  '5,000 nested messages': {
    fate: 'held',
    make: () => mail('Content-Type: message/rfc822', 'Content-Type: message/rfc822\r\n\r\n'.repeat(4_999)),
  },
  '5,000 nested multiparts': { fate: 'held', make: () => Buffer.from(`${head}${nestedMultiparts(5_000)}`) },
  '300 KB of group syntax': {
    fate: 'read',
    make: () => mail(`To: ${'g:'.repeat(75_000)}${'a:b;'.repeat(37_500)}`, 'hello'),
  },
  '300 KB of comments': { fate: 'read', make: () => mail(`To: ${'('.repeat(150_000)}${')('.repeat(75_000)}`, 'hello') },
  '200,000 recipients': {
    fate: 'read',
    make: () => mail(`To: ${numbered(200_000, (i) => `p${i}@x.example,\r\n `)}z@x.example`, 'hello'),
  },
  '10 MB of headers': {
    fate: 'held',
    make: () => mail(numbered(100_000, (i) => `X-Field-${i}: ${'v'.repeat(88)}\r\n`).trimEnd(), 'hello'),
  },
  'a header of 10 MB': { fate: 'held', make: () => mail(`X-Long: ${'long value '.repeat(950_000)}`, 'hello') },
  '50,000 parameters': {
    fate: 'held',
    make: () => mail(`Content-Type: text/plain${numbered(50_000, (i) => `; p${i}=v`)}`, 'hello'),
  },
  '100,000 unfinished encoded words': {
    fate: 'read',
    make: () => mail(`X-Words: ${'=?utf-8?Q?'.repeat(100_000)}`, 'hello'),
  },
  '100,000 lines': { fate: 'read', make: () => mail('Content-Type: text/plain', 'a line\r\n'.repeat(100_000)) },
  '100,000 lines of nothing but NUL': {
    fate: 'read',
    make: () => mail('Content-Type: text/plain', '\0\r\n'.repeat(100_000)),
  },
  '500,000 lines like delimiters': {
    fate: 'read',
    long: true,
    make: () => multipart(`--b\r\n\r\nhello\r\n${'--bc\r\n'.repeat(500_000)}--b--\r\n`),
  },
  '10 MB on one line': {
    fate: 'held',
    long: true,
    make: () => mail('Content-Type: text/plain', 'word '.repeat(2_000_000)),
  },
  '200,000 nested elements': {
    fate: 'read',
    make: () => mail('Content-Type: text/html', `${'<div>'.repeat(200_000)}hello`),
  },
  '10,000 lines of broken base64': {
    fate: 'held',
    make: () =>
      mail(
        'Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64',
        'UEs=D*\r\n'.repeat(10_000),
      ),
  },
};
