import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inputs } from '../../../cli/scan/messages.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function found(paths: readonly string[], stdin: readonly Buffer[] = []): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const input of inputs(
    paths,
    (async function* () {
      yield* stdin;
    })(),
  )) {
    const what = 'raw' in input ? Buffer.from(input.raw).toString() : 'problem' in input ? input.problem : 'too large';
    all.push(`${input.file.replace(`${folder}/`, '')}: ${what}`);
  }
  return all;
}

describe('finding messages', () => {
  it('walks folders in a stable order', async () => {
    await mkdir(join(folder, 'b'));
    await writeFile(join(folder, 'b', 'z.eml'), 'z');
    await writeFile(join(folder, 'c.eml'), 'c');
    await writeFile(join(folder, 'a.eml'), 'a');
    expect(await found([folder])).toEqual(['a.eml: a', 'b/z.eml: z', 'c.eml: c']);
  });

  it('splits an mbox, also where separator and chunk borders meet', async () => {
    const mbox =
      'From a Mon Nov  2 10:00:00 2026\nSubject: 1\n\nFromage\n>From me\n\nFrom b Mon Nov  2 10:00:01 2026\nSubject: 2\n\n2\n';
    await writeFile(join(folder, 'box'), mbox);
    const expected = ['box#1: Subject: 1\n\nFromage\nFrom me\n\n', 'box#2: Subject: 2\n\n2\n'];
    expect(await found([join(folder, 'box')])).toEqual(expected);
  });

  it('takes no blank line before the first separator for a message', async () => {
    await writeFile(join(folder, 'box'), '\n\r\nFrom a Mon Nov  2 10:00:00 2026\nSubject: 1\n\nx\n');
    expect(await found([join(folder, 'box')])).toEqual(['box: Subject: 1\n\nx\n']);
  });

  it('calls a file with a single separator by its own name', async () => {
    await writeFile(join(folder, 'one'), 'From a Mon Nov  2 10:00:00 2026\nSubject: 1\n\nx\n');
    expect(await found([join(folder, 'one')])).toEqual(['one: Subject: 1\n\nx\n']);
  });

  it('reads standard input and says which path it could not open', async () => {
    expect(await found(['-', join(folder, 'nowhere')], [Buffer.from('Subject: x\n'), Buffer.from('\ny')])).toEqual([
      '-: Subject: x\n\ny',
      'nowhere: does not exist',
    ]);
  });
});
