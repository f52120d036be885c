// Writes an example as a mail (RFC 5322, MIME), the same bytes every time.
import type { Example } from './shapes/example-shape.ts';

const boundary = '=-example-boundary';
const innerBoundary = '=-example-alternative';

export function exampleMail(example: Example): Uint8Array {
  const headers = [
    ['From', example.from ?? 'Pat Smith <pat.smith@agency.example>'],
    ['To', example.to ?? 'someone@elsewhere.example'],
    ['Subject', encodedWords(example.subject ?? '')],
    ['Date', 'Mon, 01 Jan 2024 09:00:00 +0000'],
    ['Message-ID', '<example@agency.example>'],
    ['MIME-Version', '1.0'],
    ...Object.entries(example.headers ?? {}).map(([name, value]) => [name, encodedWords(value)]),
  ].map(([name, value]) => `${name}: ${value}`);
  const attachments = example.attachments ?? [];
  const own = Object.keys(example.headers ?? {}).some((name) => name.toLowerCase() === 'content-type');
  // An example that says its own content type writes its body as it stands.
  if (own) return Buffer.from([...headers, '', lines(example.body ?? '')].join('\r\n'));
  const parts = [...bodyPart(example), ...attachments.flatMap((each) => [`--${boundary}`, ...attachmentPart(each)])];
  const mixed = [
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    ...parts,
    `--${boundary}--`,
    '',
  ];
  return Buffer.from([...headers, ...(attachments.length === 0 ? bodyPart(example) : mixed), ''].join('\r\n'));
}

function bodyPart({ body, html }: Example): readonly string[] {
  if (html === undefined) return textPart('plain', body ?? '');
  if (body === undefined) return textPart('html', html);
  return [
    `Content-Type: multipart/alternative; boundary="${innerBoundary}"`,
    '',
    `--${innerBoundary}`,
    ...textPart('plain', body),
    `--${innerBoundary}`,
    ...textPart('html', html),
    `--${innerBoundary}--`,
  ];
}

function textPart(subtype: 'plain' | 'html', text: string): readonly string[] {
  return [
    `Content-Type: text/${subtype}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
    '',
    wrapped(Buffer.from(lines(text)).toString('base64')),
  ];
}

function attachmentPart({ name, type, text, base64 }: NonNullable<Example['attachments']>[number]): readonly string[] {
  const content = base64 ?? Buffer.from(text ?? '').toString('base64');
  // RFC 2231: a name beyond ASCII, or with signs that a quoted string cannot hold plainly.
  const plain = /^[\w .,()@#&+-]*$/.test(name);
  const fileName = plain
    ? `filename="${name}"`
    : `filename*=utf-8''${encodeURIComponent(name).replace(/['()*]/g, hex)}`;
  return [
    `Content-Type: ${type ?? 'application/octet-stream'}`,
    `Content-Disposition: attachment; ${fileName}`,
    'Content-Transfer-Encoding: base64',
    '',
    wrapped(content),
  ];
}

/** RFC 2047, in words of at most 75 characters; ASCII stays as it is. */
function encodedWords(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const words: string[] = [];
  let chunk = '';
  for (const character of text) {
    if (Buffer.byteLength(chunk + character) > 42) {
      words.push(chunk);
      chunk = '';
    }
    chunk += character;
  }
  return [...words, chunk].map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}

function lines(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}

function wrapped(base64: string): string {
  return base64.replace(/(.{76})(?=.)/g, '$1\r\n');
}

function hex(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
}
