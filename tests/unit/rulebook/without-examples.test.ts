// A scanner that starts leaves examples unread; nothing else may change by that.
import { describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../../adapters/local/policy-folder.ts';
import { compileRulebook } from '../../../core/rulebook/compile-rulebook.ts';
import { checkedPolicy, loadRulebook } from '../../../core/rulebook/load-rulebook.ts';
import { readPolicy } from '../../../core/rulebook/read-policy.ts';
import { withoutExamples } from '../../../core/rulebook/without-examples.ts';

const { files } = readPolicyFolder('policy');
const { policy } = readPolicy(files, () => true);

describe('withoutExamples', () => {
  it.each([...policy.packs.keys()])('gives pack %s the same rules, schemes and clauses as the whole text', (name) => {
    const quick = loadRulebook(files, name);
    const whole = compileRulebook(checkedPolicy(policy, name, files));
    expect(quick.pack).toEqual({ ...whole.pack, hash: quick.pack.hash });
    expect([...quick.schemes]).toEqual([...whole.schemes]);
    const plain = (rules: typeof quick.rules) =>
      [...rules.values()].map((rule) => ({ ...rule, patterns: rule.patterns.map(({ source }) => source) }));
    expect(plain(quick.rules)).toEqual(plain(whole.rules));
  });

  it('leaves an empty list empty, so that it is refused', () => {
    expect(withoutExamples('must_match:\nmust_not_match: []\ntitle: x')).toBe(
      'must_match:\nmust_not_match: []\ntitle: x',
    );
  });

  it('keeps every other line at its number', () => {
    const text = 'must_match:\n  - one\n\n  # why\n  - |\n    two\nmust_not_match:\n- three\ntitle: x';
    expect(withoutExamples(text).split('\n')[8]).toBe('title: x');
    expect(withoutExamples(text)).not.toMatch(/one|two|three|why/);
  });
});
