// Reads a table of comma, semicolon or tab separated values (RFC 4180), row by row.

/** Characters of one value; a longer one means an open quote. */
const longest = 1_000_000;

export interface DelimitedRow {
  /** Line of the text on which the row begins, counted from 1. */
  readonly line: number;
  readonly values: readonly string[];
}

/**
 * Chunks may end anywhere. The separator is the one that the first line has most of; rows without any value are left out.
 * Rejects when a quote is never closed.
 */
export async function* delimitedRows(
  chunks: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<DelimitedRow, void, undefined> {
  let separator: string | null = null;
  let values: string[] = [];
  let value = '';
  let quoted = false;
  let afterQuote = false;
  let line = 1;
  let begun = 1;
  const endRow = () => {
    values.push(value.endsWith('\r') ? value.slice(0, -1) : value);
    const row = { line: begun, values };
    [values, value, afterQuote] = [[], '', false];
    return row.values.some((each) => each !== '') ? row : null;
  };
  for await (const chunk of chunks) {
    separator ??= separatorOf(chunk);
    for (const sign of chunk) {
      if (sign === '\n') line++;
      if (quoted) {
        if (sign === '"') [quoted, afterQuote] = [false, true];
        else value += sign;
      } else if (sign === '"' && (afterQuote || value === '')) {
        // A doubled quote stands for one.
        if (afterQuote) value += '"';
        [quoted, afterQuote] = [true, false];
      } else if (sign === separator) {
        values.push(value);
        [value, afterQuote] = ['', false];
      } else if (sign === '\n') {
        const row = endRow();
        if (row !== null) yield row;
        begun = line;
      } else if (sign !== '\ufeff') value += sign;
      if (value.length > longest) throw unclosed(begun);
    }
  }
  if (quoted) throw unclosed(begun);
  const row = endRow();
  if (row !== null) yield row;
}

function unclosed(line: number): Error {
  return new Error(`a quote in the table is never closed (row of line ${line}); correct the file`);
}

function separatorOf(text: string): string {
  const [line = ''] = text.split('\n', 1);
  const counted = [',', ';', '\t'].map((sign) => ({ sign, count: line.split(sign).length }));
  return counted.reduce((best, each) => (each.count > best.count ? each : best)).sign;
}
