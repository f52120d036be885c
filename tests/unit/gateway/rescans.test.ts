// When held mail is looked through for what a password came for.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startRescans } from '../../../gateway/rescans.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('R-304 many mails during one look cause one more, and none follows by itself', async () => {
  const looks: (() => void)[] = [];
  const rescans = startRescans(
    () => new Promise<void>((resolve) => void looks.push(resolve)),
    () => undefined,
  );
  rescans.kick();
  await vi.advanceTimersByTimeAsync(2_000);
  for (let i = 0; i < 10; i++) {
    rescans.kick();
    await vi.advanceTimersByTimeAsync(2_000);
  }
  expect(looks).toHaveLength(1);
  looks[0]?.();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(looks).toHaveLength(2);
  looks[1]?.();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(looks).toHaveLength(2);
  await rescans.close();
});
