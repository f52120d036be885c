// What becomes of a blocked sender's mail, as the pack says.
import { expect, it } from 'vitest';
import { readPolicyFolder } from '../../../adapters/local/policy-folder.ts';
import { decide } from '../../../core/mail/decide/decide.ts';
import type { Outcome } from '../../../core/model/decision.ts';
import type { Examination } from '../../../core/model/examination.ts';
import { compileRulebook } from '../../../core/rulebook/compile-rulebook.ts';
import { loadPolicy } from '../../../core/rulebook/load-rulebook.ts';

const policy = loadPolicy(readPolicyFolder('policy').files, 'calgary');
const eva = 'eva@city.example';
const emil = 'emil@city.example';

const examination: Examination = {
  id: '0'.repeat(64),
  bytes: 100,
  headers: {
    subject: '',
    from: [{ name: '', address: 'offers@shop.example' }],
    to: [],
    cc: [],
    bcc: [],
    returnPath: null,
    messageId: null,
    received: 1,
  },
  protection: 'none',
  findings: [],
  classification: null,
  parts: [],
  defects: [],
  timings: { parse: 0, extract: 0, detect: 0 },
};

function outcomes(then: Outcome | undefined, answered?: 'hold'): readonly Outcome[] {
  const senderBlocks = then === undefined ? policy.pack.senderBlocks : { outcome: then, source: null };
  const pack = { ...policy.pack, ...(senderBlocks === undefined ? {} : { senderBlocks }) };
  const decision = decide({
    examination,
    mailFrom: 'offers@shop.example',
    recipients: [{ address: emil }, { address: eva }],
    direction: 'inbound',
    rulebook: compileRulebook({ ...policy, pack }),
    blockedFor: (recipient) => (recipient === emil ? ['mia/1'] : []),
    ...(answered === undefined ? {} : { answered }),
  });
  return decision.recipients.map(({ outcome }) => outcome);
}

it('R-502 holds it for those whom the block concerns, or does what the pack says', () => {
  expect(outcomes(undefined)).toEqual(['hold', 'deliver']);
  expect(outcomes('flag')).toEqual(['flag', 'deliver']);
  expect(outcomes('block')).toEqual(['block', 'deliver']);
});

it('R-502 lets it go when a person answered the hold, and leaves a block a block', () => {
  expect(outcomes('hold', 'hold')).toEqual(['deliver', 'deliver']);
  expect(outcomes('block', 'hold')).toEqual(['block', 'deliver']);
});
