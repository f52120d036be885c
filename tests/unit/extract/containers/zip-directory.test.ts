import { describe, expect, it } from 'vitest';
import { Budget, defaultLimits, LimitReached } from '../../../../core/mail/extract/limits.ts';
import { openZip } from '../../../../core/mail/extract/zip/zip-directory.ts';
import { zipOf } from '../archive-bytes.ts';

const budget = () => new Budget(defaultLimits, () => 0);
const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString();

describe('openZip', () => {
  it('R-101 finds an entry that the directory does not list', () => {
    const zip = openZip(
      zipOf([
        { name: 'a.txt', content: 'seen' },
        { name: 'b.txt', content: 'unseen', hidden: true },
      ]),
      budget(),
    );
    expect(zip.entries.map(({ name, hidden }) => [name, hidden])).toEqual([
      ['a.txt', false],
      ['b.txt', true],
    ]);
    expect(zip.facts).toContain('zip-hidden-entry');
    expect(text(zip.entries[1]?.bytes())).toBe('unseen');
  });

  it('R-101 reads on when the directory is cut off', () => {
    const whole = zipOf([
      { name: 'a.txt', content: 'one' },
      { name: 'b.txt', content: 'two' },
    ]);
    const zip = openZip(whole.subarray(0, whole.indexOf('PK\x01\x02', 0, 'latin1')), budget());
    expect(zip.entries.map((entry) => text(entry.bytes()))).toEqual(['one', 'two']);
    expect(zip.facts).toContain('zip-no-directory');
  });

  it('R-101 opens an archive behind a stub', () => {
    const zip = openZip(
      Buffer.concat([Buffer.from('MZ stub of some length'), zipOf([{ name: 'a.txt', content: 'one' }])]),
      budget(),
    );
    expect(text(zip.entries[0]?.bytes())).toBe('one');
    expect(zip.facts).toContain('zip-prefix');
  });

  it('R-103 does not believe the stated size', () => {
    const zip = openZip(zipOf([{ name: 'a.txt', content: 'x'.repeat(5000), claimedSize: 10 }]), budget());
    expect(zip.entries[0]?.bytes()).toHaveLength(5000);
  });

  it('R-103 refuses what blows up more than 200 times, and what the budget cannot pay', () => {
    const bomb = zipOf([{ name: 'a.bin', content: Buffer.alloc(20 << 20) }]);
    expect(() => openZip(bomb, budget()).entries[0]?.bytes()).toThrow(LimitReached);
    const poor = new Budget({ ...defaultLimits, expandedBytes: 100 }, () => 0);
    expect(() => openZip(zipOf([{ name: 'a.txt', content: 'x'.repeat(500) }]), poor).entries[0]?.bytes()).toThrow(
      LimitReached,
    );
  });

  it('R-103 refuses entries that share their bytes', () => {
    const bytes = zipOf([
      { name: 'a.txt', content: 'one' },
      { name: 'b.txt', content: 'two' },
    ]);
    const second = bytes.lastIndexOf('PK\x01\x02', undefined, 'latin1');
    bytes.writeUInt32LE(0, second + 42);
    const zip = openZip(bytes, budget());
    expect(zip.facts).toContain('zip-overlap');
    expect(() => zip.entries[0]?.bytes()).toThrow('shares its bytes');
  });

  it('R-103 throws on what is no archive', () => {
    expect(() => openZip(Buffer.from('PK but not a zip at all'), budget())).toThrow('not a zip');
  });
});
