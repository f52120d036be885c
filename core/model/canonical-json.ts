// One text for one value: what is hashed or signed must not depend on the order in which an object was built.

/** JSON with the keys of every object sorted and no spaces, in the manner of RFC 8785. Takes plain JSON values only. */
export function canonicalJson(value: unknown): string {
  // What was read from a canonical text is in order already, and trails have millions of such values.
  return (isInOrder(value) ? JSON.stringify(value) : sorted(value)) ?? 'null';
}

/** Whether the engine would write the keys of every object in their order. */
function isInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  let last = '';
  for (const [name, member] of Object.entries(value)) {
    if (name < last || !isInOrder(member)) return false;
    last = name;
  }
  return true;
}

function sorted(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${sorted(member)}`);
  return `{${members.join(',')}}`;
}
