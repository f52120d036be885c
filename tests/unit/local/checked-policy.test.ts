// A policy is checked once for the same files, and anew for any other.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkedPolicy } from '../../../adapters/local/checked-policy.ts';

const policy = { files: new Map([['policy/packs/default.yaml', 'a: 1']]), pack: 'default' };

let folder: string;
let checks: number;
const check = () => {
  checks++;
  return { rules: new Map([['one', new Set(['word'])]]) };
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-'));
  checks = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('checkedPolicy', () => {
  it('gives the same policy back without checking it again', () => {
    expect(checkedPolicy(folder, policy, check)).toEqual(checkedPolicy(folder, policy, check));
    expect(checks).toBe(1);
  });

  it('checks again when a file, its name or the pack is another', () => {
    checkedPolicy(folder, policy, check);
    checkedPolicy(folder, { ...policy, files: new Map([['policy/packs/default.yaml', 'a: 2']]) }, check);
    checkedPolicy(folder, { ...policy, files: new Map([['policy/packs/other.yaml', 'a: 2']]) }, check);
    checkedPolicy(folder, { ...policy, pack: 'calgary' }, check);
    expect(checks).toBe(4);
  });

  it('checks again when what was kept is damaged', () => {
    checkedPolicy(folder, policy, check);
    const file = join(folder, 'checked-policy');
    const bytes = readFileSync(file);
    for (const damaged of [
      bytes.subarray(0, -1),
      Buffer.alloc(0),
      flipped(bytes, bytes.length - 3),
      flipped(bytes, 5),
    ]) {
      writeFileSync(file, damaged);
      checkedPolicy(folder, policy, check);
    }
    expect(checks).toBe(5);
  });

  it('keeps nothing of a policy that does not hold', () => {
    const refuse = () => {
      throw new Error('no pack is called so');
    };
    expect(() => checkedPolicy(folder, policy, refuse)).toThrow('no pack');
    expect(() => checkedPolicy(folder, policy, refuse)).toThrow('no pack');
  });
});

function flipped(bytes: Buffer, place: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[place] = (changed[place] ?? 0) ^ 1;
  return changed;
}
