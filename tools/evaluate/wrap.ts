// A small mail around something that is no mail: a file to attach, or a text to say.

const start = ['Date: Mon, 05 Jan 2026 10:00:00 +0000', 'MIME-Version: 1.0'];
const boundary = 'postern-evaluation-boundary';

export interface Letter {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  /** Further header fields, each a whole line. */
  readonly fields?: readonly string[];
}

/** RFC 5322 bytes of a plain text mail. */
export function asMail(letter: Letter): Uint8Array {
  return Buffer.from([...heading(letter), ...textPart(letter.body), ''].join('\r\n'));
}

/** The same with one file attached, its type left to whoever reads it. */
export function withAttachment(letter: Letter, name: string, content: Uint8Array): Uint8Array {
  const lines = [
    ...heading(letter),
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    ...textPart(letter.body),
    `--${boundary}`,
    'Content-Type: application/octet-stream',
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment; filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", '%27')}`,
    '',
    ...base64(content),
    `--${boundary}--`,
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

function heading({ from, to, subject, fields = [] }: Letter): readonly string[] {
  const encoded = Buffer.from(subject).toString('base64');
  const words = /^[ -~]*$/.test(subject) && !subject.includes('=?') ? subject : encodedWords(encoded);
  return [`From: ${from}`, `To: ${to}`, `Subject: ${words}`, ...start, ...fields];
}

/** RFC 2047 section 2: at most 75 characters each; 60 base64 characters are 45 whole bytes, joined again by the reader. */
function encodedWords(encoded: string): string {
  return (encoded.match(/.{1,60}/g) ?? []).map((piece) => `=?UTF-8?B?${piece}?=`).join('\r\n ');
}

function textPart(text: string): readonly string[] {
  return [
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...base64(Buffer.from(text)),
  ];
}

function base64(content: Uint8Array): readonly string[] {
  return (
    Buffer.from(content)
      .toString('base64')
      .match(/.{1,76}/g) ?? ['']
  );
}
