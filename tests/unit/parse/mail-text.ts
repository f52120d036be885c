// Writes raw messages for the tests of the parser: lines joined by CRLF.

export function mail(...lines: string[]): Buffer {
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

export const zipBytes = Buffer.from(`504b0304140000000000${'00'.repeat(40)}`, 'hex');
export const zipBase64 = zipBytes.toString('base64');

export const top = ['From: Ann <ann@agency.example>', 'To: bob@partner.example', 'Subject: hello', 'MIME-Version: 1.0'];

/** A multipart/mixed with a text and a zip; `fields` are the header fields of the zip part. */
export function withZip(fields: readonly string[], body: readonly string[] = [zipBase64], type?: string): Buffer {
  return mail(
    ...top,
    type ?? 'Content-Type: multipart/mixed; boundary="b1"',
    '',
    '--b1',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'see attached',
    '--b1',
    ...fields,
    '',
    ...body,
    '--b1--',
    '',
  );
}

export const zipFields = [
  'Content-Type: application/octet-stream',
  'Content-Disposition: attachment; filename="case.zip"',
  'Content-Transfer-Encoding: base64',
];
