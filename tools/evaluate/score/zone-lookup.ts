// Answers DNS questions from a zone given as data, in the shapes and with the errors of node:dns.

type Entry = string | Readonly<Record<string, string | readonly unknown[]>>;
export type Zone = Readonly<Record<string, readonly Entry[]>>;

/** Records of type SPF answer questions for TXT too, unless the name has TXT entries of its own. */
export function zoneLookup(zone: Zone): (name: string, type: string) => Promise<unknown> {
  const names = new Map(Object.entries(zone).map(([name, entries]) => [name.toLowerCase(), entries]));
  const find = (name: string, type: string, depth: number): readonly unknown[] => {
    const entries = names.get(name.toLowerCase().replace(/\.$/, ''));
    if (entries === undefined) throw failure('ENOTFOUND', type);
    const records = entries.flatMap((entry) => valuesOf(entry, type));
    const own = type === 'TXT' && records.length === 0 ? entries.flatMap((entry) => valuesOf(entry, 'SPF')) : records;
    const told = own.filter((value) => value !== 'NONE');
    if (told.length > 0) return told.map((value) => shaped(type, value));
    const alias = entries.flatMap((entry) => valuesOf(entry, 'CNAME'))[0];
    if (typeof alias === 'string' && depth < 8) return find(alias, type, depth + 1);
    if (entries.some((entry) => entry === 'TIMEOUT')) throw failure('ETIMEOUT', type);
    throw failure('ENODATA', type);
  };
  return async (name, type) => find(name, type, 0);
}

function valuesOf(entry: Entry, type: string): readonly unknown[] {
  if (typeof entry === 'string' || entry[type] === undefined) return [];
  return entry[type] === 'TIMEOUT' ? [] : [entry[type]];
}

function shaped(type: string, value: unknown): unknown {
  if (type === 'TXT') return Array.isArray(value) ? value.map(String) : [String(value)];
  if (type === 'MX' && Array.isArray(value)) return { priority: Number(value[0]), exchange: String(value[1]) };
  return String(value);
}

function failure(code: string, type: string): Error {
  return Object.assign(new Error(`the zone has no answer of type ${type}`), { code });
}
