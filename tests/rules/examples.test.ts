// Every rule and scheme by its own examples, through the real parser, readers and detectors.
import { beforeAll, describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../adapters/local/policy-folder.ts';
import { examine } from '../../core/mail/examine.ts';
import { compileRulebook } from '../../core/rulebook/compile-rulebook.ts';
import { checkedPolicy } from '../../core/rulebook/load-rulebook.ts';
import { readPolicy } from '../../core/rulebook/read-policy.ts';
import { askingAll, type ExampleResult, needsMoreThanMail, tryExamples } from '../../core/rulebook/try-examples.ts';

const { files } = readPolicyFolder('policy');
const { policy } = readPolicy(files, () => true);
const tried = [...policy.rules].filter(([, { value }]) => !needsMoreThanMail(value)).map(([id]) => id);

describe('R-205 a rule is its examples', () => {
  let results: readonly ExampleResult[] = [];
  beforeAll(async () => {
    const rulebook = askingAll(compileRulebook(checkedPolicy(policy, 'default', files)));
    const dependencies = { rulebook, fingerprint: () => '0'.repeat(64), now: () => performance.now() };
    results = await tryExamples(policy, {
      examine: (raw, context) => examine(raw, context, dependencies),
      skips: needsMoreThanMail,
    });
  });

  it.each([...tried, ...policy.schemes.keys()])('%s', (id) => {
    const own = results.filter(({ name }) => name.startsWith(`${id} `));
    expect(own.length).toBeGreaterThan(1);
    expect(own.filter(({ failure }) => failure !== null)).toEqual([]);
  });
});
