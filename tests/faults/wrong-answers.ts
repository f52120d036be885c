// What a port says when it is wrong but does not know it: a stale read, another's content, an answer out of protocol.
import { createHash } from 'node:crypto';
import type { Examination } from '../../core/model/examination.ts';
import type { Random } from '../harness/random.ts';

type Wrong = (right: unknown, chance: Random) => unknown;

const nothing: Wrong = () => null;
const otherBytes: Wrong = (right, chance) =>
  right === null ? null : chance.pick([null, Buffer.from('From: <x@y.example>\r\n\r\nsomebody else’s\r\n')]);

/** By step. What a port says it wrote is taken at its word: a lie about that nobody could survive. */
const wrongAnswers: ReadonlyMap<string, Wrong> = new Map([
  ['store.getRaw', otherBytes],
  ['store.getSealed', otherBytes],
  ['ledger.attempt', nothing],
  ['ledger.latestAttempt', nothing],
  ['ledger.heldItem', nothing],
  ['ledger.message', nothing],
  ['ledger.heldItems', nothing],
  [
    'keys.open',
    (_right, chance) => chance.pick([new Uint8Array(0), Buffer.from('From: <x@y.example>\r\n\r\nother\r\n')]),
  ],
  ['examiner.examine', (right, chance) => chance.pick([null, {}, ofAnother(right as Examination)])],
  ['examiner.strip', (_right, chance) => chance.pick([null, undefined])],
  ['engine.inspect', (_right, chance) => chance.pick([null, {}, { state: 'unscanned', why: '' }])],
  ['authenticator.authenticate', (_right, chance) => chance.pick([null, {}])],
  ['dns.lookup', (_right, chance) => chance.pick([null, [], [['v=spf1 -all']], [['\0'.repeat(300)]]])],
]);

export function mayBeWrong(step: string): boolean {
  return wrongAnswers.has(step);
}

export function wrongAnswer(step: string, right: unknown, chance: Random): unknown {
  return (wrongAnswers.get(step) ?? nothing)(right, chance);
}

/** Nothing was found in it, since it is another message's. */
function ofAnother(examination: Examination): Examination {
  const id = createHash('sha256').update(examination.id).digest('hex');
  return { ...examination, id, findings: [], parts: [], classification: null };
}
