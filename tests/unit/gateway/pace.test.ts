// Who counts as getting nothing done, with the clock in the test's hand.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pace } from '../../../gateway/smtp/pace.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('R-703 a message that comes briskly is no standstill, however long it takes; one that trickles is', () => {
  let bytes = 0;
  const { stalledFor, idleFor } = pace(() => bytes);
  for (let second = 0; second < 60; second += 5) {
    vi.advanceTimersByTime(5_000);
    bytes += 100_000;
    expect(stalledFor()).toBe(0);
  }
  expect(idleFor()).toBe(60_000);
  for (let second = 0; second < 60; second += 5) {
    vi.advanceTimersByTime(5_000);
    bytes += 100;
    stalledFor();
  }
  expect(stalledFor()).toBe(60_000);
});

it('R-703 who waits for us is neither idle nor at a standstill', async () => {
  const answer = Promise.withResolvers<void>();
  const { waits, stalledFor, idleFor, progressed } = pace(() => 0);
  const waiting = waits(answer.promise);
  vi.advanceTimersByTime(60_000);
  expect([stalledFor(), idleFor()]).toEqual([0, 0]);
  answer.resolve();
  await waiting;
  vi.advanceTimersByTime(1_000);
  expect([stalledFor(), idleFor()]).toEqual([1_000, 61_000]);
  progressed();
  expect([stalledFor(), idleFor()]).toEqual([0, 0]);
});
