// Every pack's own cases, run as tests of the whole decision.
import { describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../adapters/local/policy-folder.ts';
import { tryCases } from '../../core/mail/decide/try-cases.ts';
import { compileRulebook } from '../../core/rulebook/compile-rulebook.ts';
import { checkedPolicy } from '../../core/rulebook/load-rulebook.ts';
import { readPolicy } from '../../core/rulebook/read-policy.ts';
import { resolvePack } from '../../core/rulebook/resolve-pack.ts';

const { files } = readPolicyFolder('policy');
const { policy, problems } = readPolicy(files, () => true);

it('reads every policy file', () => {
  expect(problems).toEqual([]);
});

describe.each([...policy.packs.keys()])('R-203 pack %s', (name) => {
  const resolved = resolvePack(policy, name);
  const rulebook = compileRulebook(checkedPolicy(policy, name, files));
  const results = resolved.ok ? tryCases(resolved.definition, rulebook) : [];

  it('states cases', () => {
    expect(results.length).toBeGreaterThan(5);
  });

  it.each(results)('$name', ({ failure }) => {
    expect(failure).toBeNull();
  });
});
