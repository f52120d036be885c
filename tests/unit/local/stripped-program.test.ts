// Examining processes that start from the program without types, and what happens when it is not there.
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../../adapters/local/policy-folder.ts';
import type { Examination } from '../../../core/model/examination.ts';
import { loadPolicy } from '../../../core/rulebook/load-rulebook.ts';
import { strippedProgram } from '../../../gateway/workers/stripped-program.ts';
import { startWorker } from '../../../gateway/workers/worker-process.ts';

const kept = fileURLToPath(new URL('../../../node_modules/.cache/examining-program', import.meta.url));
const { files, pack } = readPolicyFolder('policy', 'default');
const preparation = Promise.resolve({
  policy: loadPolicy(files, pack),
  fingerprintKey: randomBytes(32),
  registers: null,
});
const limits = { deadline: 30_000, memory: 2 ** 30, heap: 1024, jobs: 10 };
const entry = new URL('../../../gateway/workers/examine-worker.ts', import.meta.url);

async function subjectRead(): Promise<string> {
  const worker = await startWorker(entry, preparation, limits);
  const raw = Buffer.from('Subject: read\r\n\r\nhello\r\n');
  const { headers } = (await worker.run({
    type: 'examine',
    raw,
    context: { mailFrom: null, ocr: false },
  })) as Examination;
  await worker.kill();
  return headers.subject;
}

describe('R-703 an examining process starts', () => {
  it('from the kept program, which is written anew where it is damaged', async () => {
    writeFileSync(kept, 'damaged');
    expect(strippedProgram()).not.toEqual([]);
    expect(await subjectRead()).toBe('read');
  });

  it('without it when it was taken away meanwhile', async () => {
    await subjectRead();
    rmSync(kept);
    expect(await subjectRead()).toBe('read');
    strippedProgram();
  });
});
