// Direction comes from the envelope and the organisation's domains, never from header fields.
import { describe, expect, it } from 'vitest';
import { attemptKey, keyOfArrival, keyOfCopy } from '../../../core/mail/intake/attempt-key.ts';
import { directionOf } from '../../../core/mail/intake/direction-of.ts';

const organisation = { domains: ['agency.example', 'agence.exemple'] };

function heading(mailFrom: string, ...to: string[]) {
  return directionOf({ mailFrom, recipients: to.map((address) => ({ address })) }, organisation);
}

describe('directionOf', () => {
  it.each([
    ['inbound', 'a@elsewhere.example', ['b@agency.example']],
    ['inbound', '', ['b@agency.example']],
    ['inbound', 'a@notagency.example', ['b@agency.example', 'c@elsewhere.example']],
    ['outbound', 'a@agency.example', ['b@elsewhere.example']],
    ['outbound', 'a@agency.example', ['b@agency.example', 'c@elsewhere.example']],
    ['outbound', 'a@agency.example', []],
    ['outbound', '', ['b@agency.example', 'c@elsewhere.example']],
    ['internal', 'a@agency.example', ['b@mail.AGENCE.exemple.']],
  ] as const)('R-101 %s from "%s" to %j', (direction, from, to) => {
    expect(heading(from, ...to)).toEqual({ direction, defects: [] });
  });

  it.each(['a@one.example', ''])(
    'R-101 takes mail that is not ours at either end for inbound and says so, from "%s"',
    (from) => {
      expect(heading(from, 'b@two.example')).toEqual({
        direction: 'inbound',
        defects: [{ kind: 'foreign-envelope', where: '', hidesPayload: false }],
      });
    },
  );
});

const client = { address: '192.0.2.1', helo: 'x.example', tls: true };

describe('attemptKey', () => {
  it('R-101 differs by sender and by every byte, and tells where one ends and the other begins', () => {
    const keys = [
      attemptKey('a@x.example', Buffer.from('one')),
      attemptKey('b@x.example', Buffer.from('one')),
      attemptKey('a@x.example', Buffer.from('onf')),
      attemptKey('a@x.exampleo', Buffer.from('ne')),
    ];
    expect(new Set(keys).size).toBe(4);
    expect(attemptKey('a@x.example', Buffer.from('one'))).toBe(keys[0]);
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('R-101 goes by the name of its copy where the client keeps one', () => {
    const envelope = { mailFrom: 'a@x.example', recipients: [], parameters: {}, client };
    const arrival = { direction: 'inbound', envelope, raw: Buffer.from('one') } as const;
    const named = (id: string) => keyOfArrival({ ...arrival, clientCopy: { id, verdicts: {} } });
    expect(keyOfArrival(arrival)).toBe(attemptKey('a@x.example', arrival.raw));
    expect(new Set([keyOfArrival(arrival), named('m1'), named('m2')]).size).toBe(3);
    expect(named('m1')).toBe(keyOfCopy('m1'));
  });
});
