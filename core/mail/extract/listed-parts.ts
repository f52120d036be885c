// Which parts of a message are listed one by one when there are more than anybody would read.
import type { Part } from '../../model/part.ts';

const mostListed = 1000;

/**
 * All parts, or the first thousand with those that a finding names or that were not read before all others, and one
 * entry that says how many more there were. `named` holds places of findings, regions included.
 */
export function listedParts(parts: readonly Part[], named: Iterable<string>): readonly Part[] {
  if (parts.length <= mostListed) return parts;
  const places = new Set([...named].map((where) => where.split('#', 1)[0] ?? where));
  const kept = new Set<Part>();
  for (const part of parts)
    if (kept.size < mostListed && (part.read !== 'full' || places.has(part.path))) kept.add(part);
  for (const part of parts) if (kept.size < mostListed) kept.add(part);
  const left = parts.filter((part) => !kept.has(part));
  const unread = left.filter(({ read }) => read !== 'full');
  const summary: Part = {
    path: `(${left.length} more parts, ${unread.length} of them not read in full)`,
    role: 'entry',
    name: null,
    declaredType: null,
    type: 'application/x-more-parts',
    bytes: left.reduce((sum, { bytes }) => sum + bytes, 0),
    sha256: '',
    read: unread.length === 0 ? 'full' : 'partial',
    ...(unread[0]?.why === undefined ? {} : { why: unread[0].why }),
    facts: [],
  };
  return [...parts.filter((part) => kept.has(part)), summary];
}
