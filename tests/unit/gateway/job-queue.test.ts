// Mail without pictures does not wait behind mail that is read by OCR.
import { describe, expect, it } from 'vitest';
import { jobQueue } from '../../../gateway/workers/job-queue.ts';
import type { Job } from '../../../gateway/workers/worker-protocol.ts';

const limits = { jobs: 10, bytes: 1_000, wait: 60_000, slow: 1 };
const job = (name: string, ocr: boolean): Job => ({
  type: 'examine',
  raw: Buffer.from(name),
  context: { mailFrom: '', ocr },
});

describe('jobs that wait', () => {
  it('R-703 leave room beside a slow one, which the next slow one waits for', async () => {
    const queue = jobQueue(limits);
    for (const each of [job('scan', true), job('scan 2', true), job('letter', false)]) void queue.push(each);
    const scan = await queue.next();
    const letter = await queue.next();
    expect([scan, letter].map((taken) => String(taken?.job.raw))).toEqual(['scan', 'letter']);
    const waiting = queue.next();
    scan?.resolve(null);
    expect(String((await waiting)?.job.raw)).toBe('scan 2');
  });

  it('hand a slow job that comes to whoever waits, and keep a second one back', async () => {
    const queue = jobQueue(limits);
    const takers = [queue.next(), queue.next()];
    const lost = queue.push(job('scan', true)).catch((cause: Error) => cause.message);
    void queue.push(job('scan 2', true));
    const first = await takers[0];
    first?.reject(new Error('the process was lost'));
    expect(await lost).toBe('the process was lost');
    expect(String((await takers[1])?.job.raw)).toBe('scan 2');
  });

  it('are all told when the queue closes', async () => {
    const queue = jobQueue(limits);
    const told = Promise.allSettled([queue.push(job('scan', true)), queue.push(job('scan 2', true))]);
    queue.close();
    expect((await told).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
