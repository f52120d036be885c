import { describe, expect, it } from 'vitest';
import { readLz4 } from '../../../../core/mail/extract/containers/lz4.ts';
import { readLzip } from '../../../../core/mail/extract/containers/lzip.ts';
import { read } from '../readers/build.ts';

const block = (...sequences: readonly Buffer[]) => Buffer.concat(sequences);
const sequence = (literals: string, distance: number, match: number) =>
  Buffer.from([(literals.length << 4) | (match - 4), ...Buffer.from(literals), distance & 255, distance >> 8]);
const last = (literals: string) => Buffer.from([literals.length << 4, ...Buffer.from(literals)]);
const size = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};
const magic = Buffer.from('04224d18', 'hex');
const head = Buffer.concat([magic, Buffer.from([0x40, 0x40, 0xc0])]);
const frame = (...blocks: readonly Buffer[]) =>
  Buffer.concat([head, ...blocks.flatMap((one) => [size(one.length), one]), size(0)]);
const text = async (bytes: Buffer) => {
  const { got, read: state, why } = await read(readLz4, bytes);
  return [Buffer.from(got[0]?.bytes ?? []).toString(), state, why];
};

describe('R-101 lz4', () => {
  it('copies what it wrote before, into itself and from an earlier block', async () => {
    expect(await text(frame(block(sequence('abc', 3, 9), last('end'))))).toEqual([
      'abcabcabcabcend',
      'full',
      undefined,
    ]);
    expect(await text(frame(last('minutes '), block(sequence('', 8, 8), last('x'))))).toEqual([
      'minutes minutes x',
      'full',
      undefined,
    ]);
  });

  it('reads stored blocks, skipped frames and frames one after another', async () => {
    const stored = Buffer.concat([head, size(0x80000003), Buffer.from('abc'), size(0)]);
    const skipped = Buffer.concat([Buffer.from('502a4d18', 'hex'), size(2), Buffer.from('xy')]);
    expect(await text(Buffer.concat([stored, skipped, frame(last('def'))]))).toEqual(['abcdef', 'full', undefined]);
  });

  it('R-103 says when the stream is cut off or points before its beginning', async () => {
    const whole = frame(last('minutes'), last('annex'));
    expect(await text(whole.subarray(0, whole.length - 8))).toEqual(['minutes', 'partial', 'corrupt']);
    expect((await text(frame(sequence('a', 9, 4))))[2]).toBe('corrupt');
  });

  it('R-103 stops where the budget ends', async () => {
    const bomb = frame(Buffer.concat([Buffer.from([0x1f, 0x61, 1, 0]), Buffer.alloc(5000, 255), Buffer.from([0])]));
    await expect(read(readLz4, bomb, { expandedBytes: 100_000 })).rejects.toThrow('too-large');
  });
});

describe('R-103 lzip', () => {
  it('does not count as read when no member can be unpacked', async () => {
    await expect(
      read(readLzip, Buffer.concat([Buffer.from('LZIP\x01\x0c', 'latin1'), Buffer.alloc(40)])),
    ).rejects.toThrow();
  });
});
