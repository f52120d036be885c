// What the operator's log says of an engine that goes away and comes back.
import { expect, it } from 'vitest';
import type { Engine } from '../../../core/ports.ts';
import { reportedEngine } from '../../../gateway/engines.ts';

it('R-102 an engine that goes away is one line in the log, and one when it is back', async () => {
  let up = true;
  const engine: Engine = {
    name: 'clamd',
    judges: 'malware',
    inspect: async () => {
      if (!up) throw new Error('no connection');
      return { state: 'clean' };
    },
    answers: async () => up,
  };
  const lines: unknown[] = [];
  const reported = reportedEngine(engine, (line) => lines.push(line));
  const mail = () =>
    reported.inspect(new Uint8Array(), '').then(
      ({ state }) => state,
      () => 'failed',
    );
  expect(await mail()).toBe('clean');
  up = false;
  expect([await mail(), await reported.answers(), await mail()]).toEqual(['failed', false, 'failed']);
  up = true;
  expect([await reported.answers(), await mail()]).toEqual([true, 'clean']);
  expect(lines).toEqual([
    { event: 'engine-away', attempt: null, engine: 'clamd' },
    { event: 'engine-back', attempt: null, engine: 'clamd' },
  ]);
});
