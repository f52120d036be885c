// Whose Authentication-Results field this is (RFC 8601 section 2.2): comments and folding may stand before the name.

/** Lower case, without a final dot; null when no name can be read where one must stand. */
export function authservId(body: string): string | null {
  const start = afterComments(body, 0);
  if (start === null) return null;
  const name = body[start] === '"' ? quoted(body, start) : token(body, start);
  if (name === null || name === '') return null;
  return name.toLowerCase().replace(/\.$/, '');
}

/** Behind white space and comments, which nest (RFC 5322 section 3.2.2); null when one does not end. */
function afterComments(body: string, from: number): number | null {
  let depth = 0;
  for (let at = from; at < body.length; at++) {
    const sign = body[at] ?? '';
    if (depth > 0 && sign === '\\') at++;
    else if (sign === '(') depth++;
    else if (depth > 0 && sign === ')') depth--;
    else if (depth === 0 && !' \t\r\n'.includes(sign)) return at;
  }
  return null;
}

function quoted(body: string, from: number): string | null {
  let name = '';
  for (let at = from + 1; at < body.length; at++) {
    const sign = body[at] ?? '';
    if (sign === '"') return name;
    if (sign === '\\') at++;
    name += sign === '\\' ? (body[at] ?? '') : sign;
  }
  return null;
}

function token(body: string, from: number): string {
  let at = from;
  while (at < body.length && !' \t\r\n;("'.includes(body[at] ?? '')) at++;
  return body.slice(from, at);
}
