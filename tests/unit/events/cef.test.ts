// Events for monitoring that only takes syslog: one line each, whatever the mail was called.
import { describe, expect, it } from 'vitest';
import type { MessageRecord } from '../../../core/model/ledger.ts';
import { cefLine } from '../../../core/oversight/events/cef.ts';
import { messageEvents } from '../../../core/oversight/events/message-events.ts';

const record: MessageRecord = {
  attempt: 'a.1',
  messageId: 'b',
  at: 1_700_000_000_000,
  direction: 'outbound',
  mailFrom: 'ana=x@agency.example',
  outcome: 'block',
  recipients: [{ address: 'b\n|c@gmail.com', relation: 'personal', outcome: 'block', reasons: ['default/x'] }],
  findings: [
    {
      rule: 'markings/protective-marking',
      kind: 'marking',
      severity: 'high',
      confidence: 1,
      where: 'body',
      value: null,
      owner: null,
    },
  ],
  classification: null,
  parts: [],
  defects: [],
  pack: { name: 'default', hash: '' },
};

describe('R-606 an event in the Common Event Format', () => {
  const lines = messageEvents(record).map(cefLine);

  it('says who, to whom, and what became of it', () => {
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^CEF:0\|Postern\|Postern\|1\.3\.0\|4009:3\|Email Activity\|8\|rt=1700000000000 externalId=\w{32} act=blocked /,
    );
    expect(lines[1]).toContain('|2006:1|Data Security Finding|8|');
    expect(lines[1]).toContain('reason=markings/protective-marking');
  });

  it('stays one line of its own fields, whatever an address says', () => {
    expect(lines[0]).toContain('suser=ana\\=x@agency.example duser=b |c@gmail.com ');
    for (const line of lines) expect(line).not.toContain('\n');
  });
});
