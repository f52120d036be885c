// Reads a table of comma, semicolon or tab separated values (RFC 4180), row by row.
import { createReadStream } from 'node:fs';

/** Characters of one value; a longer one means an open quote. */
const longest = 1_000_000;

/** The separator is the one that the first line has most of. Rejects when a quote is never closed. */
export async function* delimitedRows(file: string): AsyncGenerator<readonly string[]> {
  let separator: string | null = null;
  let row: string[] = [];
  let value = '';
  let quoted = false;
  let afterQuote = false;
  for await (const chunk of createReadStream(file, { encoding: 'utf8' })) {
    const text = String(chunk);
    separator ??= separatorOf(text);
    for (const sign of text) {
      if (quoted) {
        if (sign === '"') [quoted, afterQuote] = [false, true];
        else value += sign;
      } else if (sign === '"' && (afterQuote || value === '')) {
        // A doubled quote stands for one.
        if (afterQuote) value += '"';
        [quoted, afterQuote] = [true, false];
      } else if (sign === separator) {
        row.push(value);
        [value, afterQuote] = ['', false];
      } else if (sign === '\n') {
        row.push(value.endsWith('\r') ? value.slice(0, -1) : value);
        if (row.some((each) => each !== '')) yield row;
        [row, value, afterQuote] = [[], '', false];
      } else if (sign !== '\ufeff') value += sign;
      if (value.length > longest) throw new Error('a quote in the table is never closed; correct the file');
    }
  }
  if (quoted) throw new Error('a quote in the table is never closed; correct the file');
  row.push(value.endsWith('\r') ? value.slice(0, -1) : value);
  if (row.some((each) => each !== '')) yield row;
}

function separatorOf(text: string): string {
  const [line = ''] = text.split('\n', 1);
  const counted = [',', ';', '\t'].map((sign) => ({ sign, count: line.split(sign).length }));
  return counted.reduce((best, each) => (each.count > best.count ? each : best)).sign;
}
