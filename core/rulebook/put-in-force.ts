// The policy as it would be were nothing only monitored.
import type { CheckedFile } from './check-shape.ts';
import type { PolicyText } from './read-policy.ts';
import type { PackFile } from './shapes/pack-file.ts';

export function putInForce(policy: PolicyText): PolicyText {
  return { ...policy, packs: new Map([...policy.packs].map(([name, file]) => [name, inForce(file)])) };
}

function inForce(file: CheckedFile<PackFile>): CheckedFile<PackFile> {
  const clauses = file.value.clauses.map((clause) => ({ ...clause, monitor: false }));
  return { ...file, value: { ...file.value, monitor: false, clauses } };
}
