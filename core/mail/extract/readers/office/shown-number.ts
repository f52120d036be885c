// A number as its format code shows it (ECMA-376 part 1, 18.8.31): dates, currencies, percentages, fractions, words between.

/** Codes of the formats that have an id only (18.8.30), as they are in English. */
const builtIn: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  5: '$#,##0;($#,##0)',
  6: '$#,##0;($#,##0)',
  7: '$#,##0.00;($#,##0.00)',
  8: '$#,##0.00;($#,##0.00)',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  12: '# ?/?',
  13: '# ??/??',
  14: 'm/d/yy',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'm/d/yy h:mm',
  37: '#,##0;(#,##0)',
  38: '#,##0;(#,##0)',
  39: '#,##0.00;(#,##0.00)',
  40: '#,##0.00;(#,##0.00)',
  41: '#,##0;(#,##0)',
  42: '$#,##0;($#,##0)',
  43: '#,##0.00;(#,##0.00)',
  44: '$#,##0.00;($#,##0.00)',
  45: 'mm:ss',
  47: 'mm:ss.0',
  48: '##0.0E+0',
};

export function builtInCode(id: number): string | null {
  return builtIn[id] ?? null;
}

const dayFirst: ReadonlyMap<string, string> = new Map([
  ['m/d/yy', 'dd/mm/yyyy'],
  ['m/d/yy h:mm', 'dd/mm/yyyy hh:mm'],
]);

/** Short dates follow the country of whoever looks at them (18.8.30, ids 14 and 22): most put the day first. */
export function dayFirstCode(code: string): string | null {
  return dayFirst.get(code) ?? null;
}

const months = 'January February March April May June July August September October November December'.split(' ');
const days = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const longestCode = 300;

type Piece = { readonly text: string } | { readonly code: string };

/** Null where the code says nothing of its own (General) or cannot be followed. `from1904`: dates count from 1904. */
export function shownNumber(value: number, code: string, from1904: boolean): string | null {
  if (code.length > longestCode || !Number.isFinite(value)) return null;
  const sections = sectionsOf(code);
  const negative = value < 0 && sections.length > 1;
  const zero = value === 0 && sections.length > 2;
  const section = sections[zero ? 2 : negative ? 1 : 0] ?? '';
  const pieces = piecesOf(section);
  const codes = pieces.map((piece) => ('code' in piece ? piece.code : '')).join('');
  if (/general/i.test(codes) || section.includes('@')) return null;
  if (/[ymdhs]/i.test(codes)) return value < 0 ? null : shownDate(value, pieces, from1904);
  if (!/[0#?]/.test(codes)) return pieces.map((piece) => ('text' in piece ? piece.text : '')).join('') || null;
  const size = negative ? -value : value;
  return (masked(size, pieces, codes) ?? shownQuantity(size, pieces, codes))?.trim() ?? null;
}

function sectionsOf(code: string): readonly string[] {
  const sections: string[] = [];
  let from = 0;
  for (let i = 0; i <= code.length; i++) {
    if (code[i] === '"') i = endOf(code, '"', i);
    else if (code[i] === '\\') i++;
    else if (i === code.length || code[i] === ';') {
      sections.push(code.slice(from, i));
      from = i + 1;
    }
  }
  return sections;
}

function endOf(code: string, mark: string, from: number): number {
  const end = code.indexOf(mark, from + 1);
  return end < 0 ? code.length : end;
}

/** Literal texts, and runs of code between them; colours and conditions are dropped, `[$€-407]` shows its sign. */
function piecesOf(section: string): readonly Piece[] {
  const pieces: Piece[] = [];
  const literal = (text: string): void => {
    pieces.push({ text });
  };
  for (let i = 0; i < section.length; i++) {
    const char = section[i] ?? '';
    if (char === '"') {
      const end = endOf(section, '"', i);
      literal(section.slice(i + 1, end));
      i = end;
    } else if (char === '[') {
      const end = endOf(section, ']', i);
      const inside = section.slice(i + 1, end);
      if (inside.startsWith('$')) literal(inside.slice(1).split('-')[0] ?? '');
      else if (/^[hms]{1,4}$/i.test(inside)) pieces.push({ code: inside });
      i = end;
    } else if (char === '\\') literal(section[++i] ?? '');
    else if (char === '_' || char === '*') i++;
    else if (/^am\/pm|^a\/p/i.test(section.slice(i, i + 5))) {
      const size = /^am/i.test(section.slice(i, i + 2)) ? 5 : 3;
      pieces.push({ code: section.slice(i, i + size) });
      i += size - 1;
    } else if (/[0#?ymdhsGenral.,%/eE]/i.test(char)) {
      const run = /^(?:general|e[+-]|[ymdhs])/i.exec(section.slice(i))?.[0] ?? char;
      const last = pieces.at(-1);
      if (
        last !== undefined &&
        'code' in last &&
        last.code.at(-1)?.toLowerCase() === char.toLowerCase() &&
        /[ymdhs]/i.test(char)
      )
        pieces[pieces.length - 1] = { code: last.code + char };
      else pieces.push({ code: run });
      i += run.length - 1;
    } else literal(char);
  }
  return pieces;
}

function shownDate(serial: number, pieces: readonly Piece[], from1904: boolean): string | null {
  if (serial >= 2_958_466) return null;
  const offset = from1904 ? 24_107 : serial < 60 ? 25_568 : 25_569;
  const date = new Date(Math.round((serial - offset) * 86_400) * 1000);
  const half = pieces.some((piece) => 'code' in piece && /^a/i.test(piece.code));
  let shown = '';
  let afterHour = false;
  for (const [i, piece] of pieces.entries()) {
    if ('text' in piece) {
      shown += piece.text;
      continue;
    }
    const next = pieces.slice(i + 1).find((other) => 'code' in other && /[ymdhs]/i.test(other.code));
    const minutes =
      /^m{1,2}$/i.test(piece.code) && (afterHour || (next !== undefined && 'code' in next && /^s/i.test(next.code)));
    shown += datePart(date, piece.code, minutes, half);
    if (/[ymdhs]/i.test(piece.code)) afterHour = /^h/i.test(piece.code);
  }
  return shown;
}

function datePart(date: Date, code: string, minutes: boolean, half: boolean): string {
  const padded = (value: number): string => String(value).padStart(code.length > 1 ? 2 : 1, '0');
  const hours = date.getUTCHours();
  switch (code[0]?.toLowerCase()) {
    case 'y':
      return code.length > 2 ? String(date.getUTCFullYear()) : String(date.getUTCFullYear() % 100).padStart(2, '0');
    case 'm': {
      if (minutes) return padded(date.getUTCMinutes());
      const name = months[date.getUTCMonth()] ?? '';
      if (code.length > 2) return code.length === 3 ? name.slice(0, 3) : code.length === 5 ? name.slice(0, 1) : name;
      return padded(date.getUTCMonth() + 1);
    }
    case 'd': {
      const name = days[date.getUTCDay()] ?? '';
      return code.length > 2 ? (code.length === 3 ? name.slice(0, 3) : name) : padded(date.getUTCDate());
    }
    case 'h':
      return padded(half ? hours % 12 || 12 : hours);
    case 's':
      return padded(date.getUTCSeconds());
    case 'a':
      return hours < 12 ? (code.length > 3 ? 'AM' : 'A') : code.length > 3 ? 'PM' : 'P';
    default:
      return code;
  }
}

/** `000-00-0000`: digits fill the places from the right, whatever stands between them. Null where the code is no such mask. */
function masked(value: number, pieces: readonly Piece[], codes: string): string | null {
  if (!/^[0#?]{2,}$/.test(codes) || !Number.isSafeInteger(value) || value < 0) return null;
  const first = pieces.findIndex((piece) => 'code' in piece);
  const last = pieces.findLastIndex((piece) => 'code' in piece);
  if (!pieces.slice(first, last).some((piece) => 'text' in piece)) return null;
  let left = String(value).padStart(codes.replace(/[^0]/g, '').length, '0');
  let shown = '';
  for (const [i, piece] of [...pieces.entries()].reverse()) {
    if ('text' in piece) shown = piece.text + shown;
    else {
      const digit = i === first ? left : left.slice(-1);
      left = i === first ? '' : left.slice(0, -1);
      shown = digit + shown;
    }
  }
  return shown;
}

function shownQuantity(value: number, pieces: readonly Piece[], codes: string): string | null {
  if (/e[+-]/i.test(codes)) return null;
  const percent = codes.includes('%') ? 100 : 1;
  const scaled = value * percent;
  const number = codes.includes('/') ? fraction(scaled, codes) : grouped(scaled, codes);
  const sign = number.startsWith('-') ? '-' : '';
  const digits = number.slice(sign.length);
  // A point with words before it (`0" dollars and ".00`) cuts the number in two.
  const point = digits.indexOf('.');
  const whole = point < 0 ? digits : digits.slice(0, point);
  let shown = sign;
  let written = 0;
  for (const piece of pieces) {
    if ('text' in piece) shown += piece.text;
    else if (piece.code === '%') shown += '%';
    else if (written === 0) {
      shown += splits(pieces) ? whole : digits;
      written = 1;
    } else if (piece.code === '.' && written === 1 && splits(pieces)) {
      shown += point < 0 ? '' : digits.slice(point);
      written = 2;
    }
  }
  return shown;
}

/** A literal stands between the digits before the point and the point. */
function splits(pieces: readonly Piece[]): boolean {
  const point = pieces.findIndex((piece) => 'code' in piece && piece.code === '.');
  return (
    point > 0 &&
    'text' in (pieces[point - 1] ?? { code: '' }) &&
    pieces.slice(0, point).some((piece) => 'code' in piece)
  );
}

function grouped(value: number, codes: string): string {
  const places = /\.([0#?]*)/.exec(codes)?.[1] ?? '';
  const least = places.replace(/[#?]/g, '').length;
  const whole = /^[^.]*/.exec(codes)?.[0] ?? '';
  const fixed = Math.abs(value).toFixed(Math.min(20, places.length));
  const [left = '0', right = ''] = fixed.split('.');
  const trimmed = right.length > least ? right.slice(0, least) + right.slice(least).replace(/0+$/, '') : right;
  const padded = left.padStart(whole.replace(/[^0]/g, '').length, '0');
  const marked = /[0#?],[0#?]/.test(whole) ? padded.replace(/\B(?=(?:\d{3})+$)/g, ',') : padded;
  return `${value < 0 ? '-' : ''}${marked}${trimmed === '' ? '' : `.${trimmed}`}`;
}

/** The nearest fraction whose denominator has as many digits as the code asks for. */
function fraction(value: number, codes: string): string {
  const asked = /\/([0-9]{1,3}|[?#]{1,3})/.exec(codes.replaceAll('0', '?'))?.[1] ?? '?';
  const most = 10 ** asked.length - 1;
  const whole = Math.trunc(Math.abs(value));
  const rest = Math.abs(value) - whole;
  let [top, bottom] = [0, 1];
  for (let candidate = 1; candidate <= most; candidate++) {
    const nearest = Math.round(rest * candidate);
    if (Math.abs(rest - nearest / candidate) < Math.abs(rest - top / bottom) - 1e-9)
      [top, bottom] = [nearest, candidate];
  }
  const sign = value < 0 ? '-' : '';
  if (top === 0) return `${sign}${whole}`;
  return whole === 0 ? `${sign}${top}/${bottom}` : `${sign}${whole} ${top}/${bottom}`;
}
