// Decisions by the default pack: order-free, strictest wins, and whatever is not understood holds.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../../adapters/local/policy-folder.ts';
import { type DecideInput, decide } from '../../../core/mail/decide/decide.ts';
import { outcomes } from '../../../core/model/decision.ts';
import type { Examination } from '../../../core/model/examination.ts';
import type { Finding } from '../../../core/model/finding.ts';
import type { Clause } from '../../../core/model/pack.ts';
import type { Part } from '../../../core/model/part.ts';
import { loadRulebook } from '../../../core/rulebook/load-rulebook.ts';

const { files } = readPolicyFolder('policy');
const rulebook = loadRulebook(files, 'default');

function finding(kind: Finding['kind'], more: Partial<Finding> = {}): Finding {
  return {
    rule: `${kind}/any`,
    kind,
    severity: 'high',
    confidence: 1,
    where: 'body',
    value: null,
    owner: null,
    ...more,
  };
}

function part(path: string, more: Partial<Part> = {}): Part {
  const role = path === 'body' ? 'body' : path.endsWith('.exe') ? 'entry' : 'attachment';
  return {
    path,
    role,
    name: null,
    declaredType: null,
    type: 'text/plain',
    bytes: 1,
    sha256: '',
    read: 'full',
    facts: [],
    ...more,
  };
}

function examination(more: Partial<Examination> = {}): Examination {
  return {
    id: '0'.repeat(64),
    bytes: 100,
    headers: { subject: '', from: [], to: [], cc: [], bcc: [], returnPath: null, messageId: null, received: 1 },
    protection: 'none',
    findings: [],
    classification: null,
    parts: [part('body')],
    defects: [],
    timings: { parse: 0, extract: 0, detect: 0 },
    ...more,
  };
}

const marked = (scheme: string, level: string, rank: number): Partial<Examination> => ({
  classification: { scheme, level, rank, sensitive: true, carrier: 'subject' },
  findings: [finding('marking', { where: 'subject', value: { scheme, level } })],
});

function outbound(to: readonly string[], more: Partial<Examination>, options: Partial<DecideInput> = {}) {
  return decide({
    examination: examination(more),
    recipients: to.map((address) => ({ address })),
    mailFrom: 'pat.smith@agency.example',
    direction: 'outbound',
    rulebook,
    ...options,
  });
}

function inbound(more: Partial<Examination>, options: Partial<DecideInput> = {}) {
  return outbound(['lee@agency.example'], more, { mailFrom: 'x@elsewhere.example', direction: 'inbound', ...options });
}

const clausesOf = (decision: ReturnType<typeof decide>) => decision.recipients[0]?.reasons.map(({ clause }) => clause);

describe('outbound', () => {
  it('R-201 R-209 stops the personal address alone, with the clause that says so', () => {
    const { outcome, recipients } = outbound(['p@gmail.com', 'b@partner.example'], marked('ca-gc', 'PROTECTED B', 2));
    expect(outcome).toBe('block');
    expect(recipients.map((recipient) => recipient.outcome)).toEqual(['block', 'deliver']);
    expect(recipients[0]).toMatchObject({ relation: 'personal', relationReason: 'free-mail provider' });
    expect(recipients[0]?.reasons[0]).toEqual({
      clause: 'default/classified-to-personal',
      outcome: 'block',
      source: 'CALGARY/Examples of Unacceptable Use/9',
      findings: [0],
      strip: [],
    });
  });

  it('R-203 hears the matrix of every scheme the message bears', () => {
    const more = {
      ...marked('tlp', 'GREEN', 1),
      findings: [
        finding('marking', { value: { scheme: 'ca-gc', level: 'SECRET' } }),
        finding('marking', { value: { scheme: 'tlp', level: 'GREEN' } }),
      ],
    };
    expect(clausesOf(outbound(['b@elsewhere.example'], more))).toEqual([
      'default/handling-tlp',
      'default/handling-ca-gc',
    ]);
  });

  it('R-203 holds a level that no scheme knows, and takes an unmapped label for a mere fact', () => {
    const unknown = { findings: [finding('marking', { value: { scheme: 'ca-gc', level: 'PROTECTED Z' } })] };
    expect(clausesOf(outbound(['b@elsewhere.example'], unknown))).toEqual(['default/unknown-level']);
    const label = { findings: [finding('marking', { value: { label: { name: 'General', guid: 'x', site: 'y' } } })] };
    expect(outbound(['b@elsewhere.example'], label).outcome).toBe('deliver');
  });

  it('R-208 knows the sender by the display name of their own From field', () => {
    const headers = { ...examination().headers, from: [{ name: 'Zoë Quist', address: 'pat.smith@agency.example' }] };
    const { recipients } = outbound(['zquist@family.example'], { headers });
    expect(recipients[0]).toMatchObject({
      relation: 'personal',
      relationReason: "address resembles the person's name",
    });
  });

  it('R-302 R-301 flags a password in clear and lets it pass over an encrypted channel', () => {
    const { recipients } = outbound(['a@elsewhere.example', 'b@partner.example', 'c@supplier.example'], {
      findings: [finding('credential')],
    });
    expect(recipients.map(({ outcome }) => outcome)).toEqual(['flag', 'deliver', 'flag']);
  });

  it('R-605 leaves content of exempt people alone, trusting the envelope and not the From field', () => {
    const exempt = outbound(['p@gmail.com'], marked('ca-gc', 'SECRET', 5), {
      mailFrom: 'reeve@council.agency.example',
    });
    expect(exempt.outcome).toBe('deliver');
    const headers = { ...examination().headers, from: [{ name: '', address: 'reeve@council.agency.example' }] };
    expect(outbound(['p@gmail.com'], { ...marked('ca-gc', 'SECRET', 5), headers }).outcome).toBe('block');
    const malware = outbound(
      ['p@gmail.com'],
      { findings: [finding('unsafe', { severity: 'critical' })] },
      { mailFrom: 'reeve@council.agency.example' },
    );
    expect(malware.outcome).toBe('hold');
  });
});

describe('inbound', () => {
  const program = finding('unsafe', { where: 'attachment:a>b#c.zip>x.exe' });

  it('R-102 takes out the outermost attachment, whatever signs its name has', () => {
    const decision = inbound({
      findings: [program],
      parts: [part('body'), part('attachment:a>b#c.zip'), part('attachment:a>b#c.zip>x.exe')],
    });
    expect(decision.outcome).toBe('strip');
    expect(decision.recipients[0]?.reasons[0]?.strip).toEqual(['attachment:a>b#c.zip']);
  });

  it('R-102 holds when a part of it stands where nothing can be taken out', () => {
    const parts = [part('body'), part('attachment:a>b#c.zip')];
    expect(inbound({ findings: [program, finding('unsafe')], parts }).outcome).toBe('hold');
    expect(inbound({ findings: [program], parts: [part('body')] }).outcome).toBe('hold');
  });

  it.each(['encrypted', 'corrupt', 'too-deep', 'too-large', 'split', 'crashed', 'end-to-end'] as const)(
    'R-103 holds what was not read: %s',
    (why) => {
      expect(inbound({ parts: [part('body'), part('attachment:x', { read: 'none', why })] }).outcome).toBe('hold');
    },
  );

  it('R-103 holds a part that nobody said why it was not read, a finding without a part, and sealed mail without either', () => {
    expect(clausesOf(inbound({ parts: [part('body', { read: 'partial' })] }))).toEqual(['default/unread-part']);
    expect(
      inbound({ findings: [finding('unreadable', { where: 'message', value: { why: 'crashed' } })] }).outcome,
    ).toBe('hold');
    expect(clausesOf(inbound({ protection: 'pgp-encrypted' }))).toEqual(['default/end-to-end-inbound']);
    expect(inbound({ protection: 'signed' }).outcome).toBe('deliver');
  });

  it('R-104 counts findings about the sender behind those of the examination', () => {
    const authenticity = [finding('authenticity', { where: 'message', value: { policy: 'reject' } })];
    const decision = inbound({ findings: [finding('unwanted', { severity: 'low' })] }, { authenticity });
    expect(decision.outcome).toBe('hold');
    expect(decision.recipients[0]?.reasons.map(({ findings }) => findings)).toEqual([[1], [1]]);
  });

  it('R-213 flags a marked document from a personal address, by author as well as by envelope', () => {
    const headers = { ...examination().headers, from: [{ name: '', address: 'pat@gmail.com' }] };
    expect(clausesOf(inbound({ ...marked('ca-gc', 'SECRET', 5), headers }))).toEqual(['default/marked-from-personal']);
  });
});

describe('whatever happens', () => {
  const withClauses = (clauses: readonly Clause[]) => ({ ...rulebook, pack: { ...rulebook.pack, clauses } });

  it('R-101 a clause that cannot be evaluated holds the mail and says so', () => {
    const [first, ...rest] = rulebook.pack.clauses;
    if (first === undefined) throw new Error('the pack has clauses');
    const broken = {
      ...first,
      get when(): Clause['when'] {
        throw new Error('broken');
      },
    };
    const decision = inbound({}, { rulebook: withClauses([broken, ...rest]) });
    expect(decision.outcome).toBe('hold');
    expect(decision.recipients[0]?.reasons[0]).toMatchObject({ clause: 'default/malware', failed: true });
  });

  it('R-706 a monitored clause is reported without effect', () => {
    const clauses = rulebook.pack.clauses.map((clause) => ({ ...clause, monitor: true }));
    const decision = inbound(
      { findings: [finding('unsafe', { severity: 'critical' })] },
      { rulebook: withClauses(clauses) },
    );
    expect(decision.outcome).toBe('deliver');
    expect(decision.recipients[0]?.reasons[0]).toMatchObject({
      clause: 'default/malware',
      outcome: 'deliver',
      monitored: 'hold',
    });
  });

  it('R-210 an answered hold leaves every other reason in force', () => {
    const more = {
      ...marked('ca-gc', 'SECRET', 5),
      parts: [part('body'), part('attachment:x', { read: 'none', why: 'encrypted' })],
    } as const;
    expect(outbound(['p@gmail.com'], more).outcome).toBe('hold');
    expect(outbound(['p@gmail.com'], more, { answered: 'hold' }).outcome).toBe('block');
    expect(outbound(['b@partner.example'], more, { answered: 'hold' }).outcome).toBe('deliver');
  });

  it('R-101 the order of clauses, findings and recipients changes nothing, and the strictest reason wins', () => {
    const findings = [
      ...(['unsafe', 'credential', 'authenticity', 'unwanted', 'identifier', 'document'] as const).map((kind) =>
        finding(kind),
      ),
      finding('unsafe', { severity: 'critical', where: 'attachment:a.zip' }),
    ];
    const to = ['a@gmail.com', 'b@partner.example', 'c@elsewhere.example', 'd@agency.example'];
    fc.assert(
      fc.property(
        fc.shuffledSubarray(
          rulebook.pack.clauses.map((_, i) => i),
          { minLength: rulebook.pack.clauses.length },
        ),
        fc.subarray(findings),
        fc.constantFrom('inbound', 'outbound', 'internal' as const),
        (order, some, direction) => {
          const parts = [part('body'), part('attachment:a.zip')];
          const clauses = order.flatMap((i) => rulebook.pack.clauses[i] ?? []);
          const straight = outbound(to, { findings: some, parts }, { direction });
          const shuffled = outbound(
            [...to].reverse(),
            { findings: [...some].reverse(), parts },
            { direction, rulebook: withClauses(clauses) },
          );
          const byAddress = new Map(shuffled.recipients.map((recipient) => [recipient.address, recipient]));
          for (const { address, outcome, reasons } of straight.recipients) {
            expect(byAddress.get(address)?.outcome).toBe(outcome);
            expect(new Set(byAddress.get(address)?.reasons.map(({ clause }) => clause))).toEqual(
              new Set(reasons.map(({ clause }) => clause)),
            );
            expect(outcomes.indexOf(outcome)).toBe(
              Math.max(0, ...reasons.map((reason) => outcomes.indexOf(reason.outcome))),
            );
          }
          expect(shuffled.outcome).toBe(straight.outcome);
        },
      ),
      { numRuns: 60 },
    );
  });
});
