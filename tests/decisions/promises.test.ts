// What packs decide about the destination alone: a sender's own account, and another country.
import { describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../adapters/local/policy-folder.ts';
import { decide } from '../../core/mail/decide/decide.ts';
import type { Examination } from '../../core/model/examination.ts';
import { loadRulebook } from '../../core/rulebook/load-rulebook.ts';

const { files } = readPolicyFolder('policy');
const headers = { subject: '', to: [], cc: [], bcc: [], returnPath: null, messageId: null, received: 1 };

/** A mail with an attached document, marked where a level is given. */
function outcome(pack: string, from: string, to: string, marked: Examination['classification'] = null) {
  const document = { role: 'attachment', name: 'plan.docx', declaredType: null, type: 'application/msword' } as const;
  const examination: Examination = {
    id: '0'.repeat(64),
    bytes: 100,
    headers: { ...headers, from: [{ name: '', address: from }] },
    protection: 'none',
    findings: [],
    classification: marked,
    parts: [{ ...document, path: 'attachment:plan.docx', bytes: 1, sha256: '', read: 'full', facts: [] }],
    defects: [],
    timings: { parse: 0, extract: 0, detect: 0 },
  };
  const rulebook = loadRulebook(files, pack);
  return decide({ examination, mailFrom: from, recipients: [{ address: to }], direction: 'outbound', rulebook })
    .outcome;
}

describe('the destination', () => {
  it('R-211 an unmarked document to the sender’s own account is flagged, and blocked by the pack whose document says so', () => {
    const [ours, own, other] = ['pat.smith@agency.example', 'pat.smith@gmail.com', 'resident@gmail.com'];
    expect(outcome('default', ours, own)).toBe('flag');
    expect(outcome('default', ours, other)).toBe('deliver');
    expect(outcome('calgary', 'pat.smith@city.example', own)).toBe('block');
  });

  it('R-214 a marked document to a partner in another country waits where the pack asks for the country', () => {
    const marked = { scheme: 'uk-gpms', level: 'PROTECT', rank: 1, sensitive: true, carrier: 'subject' };
    const from = 'jsmith@family-court.example';
    expect(outcome('cafcass', from, 'a@justice.example.nl', marked)).toBe('hold');
    expect(outcome('cafcass', from, 'a@courts.example', marked)).toBe('deliver');
    expect(outcome('cafcass', from, 'a@justice.example.nl')).toBe('deliver');
  });
});
