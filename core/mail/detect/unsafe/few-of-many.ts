// Ten thousand findings of one rule in one attachment say no more than the first hundred and their number.
import type { Finding } from '../../../model/finding.ts';

const most = 100;

/** At most a hundred findings of a rule per attachment; the last of them says in `more` how many were left out. */
export function fewOfMany(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= most) return findings;
  const counts = new Map<string, number>();
  const places = findings.map((finding) => `${finding.rule} ${finding.severity} ${finding.where.split(/[>#]/, 1)[0]}`);
  for (const place of places) counts.set(place, (counts.get(place) ?? 0) + 1);
  const seen = new Map<string, number>();
  return findings.flatMap((finding, i) => {
    const place = places[i] ?? '';
    const number = (seen.get(place) ?? 0) + 1;
    seen.set(place, number);
    if (number > most) return [];
    const more = (counts.get(place) ?? 0) - most;
    return number === most && more > 0 ? [{ ...finding, value: { ...finding.value, more } }] : [finding];
  });
}
