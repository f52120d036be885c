// The part that stands in place of one taken out: a notice, and beside it a safe copy where there is one.
import { createHash } from 'node:crypto';

export interface AttachedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** What stands in the place of a stripped part. */
export interface StripNotice {
  readonly text: string;
  readonly copy?: AttachedFile;
}

/** Each line of `fields` ends with the line break; `body` has none at its end. */
export interface WrittenPart {
  readonly fields: string;
  readonly body: string;
  /** Parts inside it. */
  readonly inside: number;
}

/** As text every program shows the notice in its place below the body, and nothing in it needs a filter behind us. */
export function noticePart({ text, copy }: StripNotice, lineBreak: string): WrittenPart {
  const notice = textPart(text, lineBreak);
  if (copy === undefined) return notice;
  const file = filePart(copy, lineBreak);
  // Neither part has a line that begins with two hyphens.
  const boundary = `postern-${createHash('sha256').update(file.body).digest('hex').slice(0, 32)}`;
  const parts = [notice, file].map((part) => [`--${boundary}`, part.fields + lineBreak + part.body].join(lineBreak));
  return {
    fields: `Content-Type: multipart/mixed; boundary="${boundary}"${lineBreak}`,
    body: [...parts, `--${boundary}--`].join(lineBreak),
    inside: 2,
  };
}

function textPart(text: string, lineBreak: string): WrittenPart {
  const lines = text.split(/\r\n|\r|\n/);
  const plain = isPlain(lines);
  const fields = ['Content-Type: text/plain; charset=utf-8', `Content-Transfer-Encoding: ${plain ? '7bit' : 'base64'}`];
  return {
    fields: fields.map((field) => field + lineBreak).join(''),
    body: plain ? lines.join(lineBreak) : base64(Buffer.from(lines.join('\r\n'), 'utf8'), lineBreak),
    inside: 0,
  };
}

/** A file attached (RFC 2183). */
export function filePart({ name, type, bytes }: AttachedFile, lineBreak: string): WrittenPart {
  const fields = [
    `Content-Type: ${type}`,
    `Content-Disposition: attachment; ${fileName(name)}`,
    'Content-Transfer-Encoding: base64',
  ];
  return { fields: fields.map((field) => field + lineBreak).join(''), body: base64(bytes, lineBreak), inside: 0 };
}

/** RFC 2231: a name beyond ASCII, or with signs that a quoted string cannot hold plainly. */
function fileName(name: string): string {
  if (/^[\w .,()@#&+-]{0,200}$/.test(name)) return `filename="${name}"`;
  const hex = (sign: string) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
  return `filename*=utf-8''${encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, hex)}`;
}

/** 7bit can carry it as it is: no line that looks like a delimiter, none over the 998 of RFC 5322 section 2.1.1. */
function isPlain(lines: readonly string[]): boolean {
  return lines.every(
    (line) => /^[\x20-\x7e\t]{0,998}$/.test(line) && !line.startsWith('--') && !line.startsWith('From '),
  );
}

function base64(bytes: Uint8Array, lineBreak: string): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return text.match(/.{1,76}/g)?.join(lineBreak) ?? '';
}
