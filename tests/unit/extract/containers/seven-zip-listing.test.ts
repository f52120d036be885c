// What is taken from 7-Zip's words about an archive.
import { describe, expect, it } from 'vitest';
import { brokenNames, hidesNames, parseListing } from '../../../../core/mail/extract/containers/seven-zip-listing.ts';
import { sevenZip, sevenZipLocked, sevenZipLockedNames } from '../../../corpus/make/seven-zip.ts';

describe('the listing of an archive', () => {
  it('R-103 tells volumes, encrypted entries and entries that go on elsewhere', () => {
    const listing = parseListing(
      [
        'Path = /in.bin\nERROR = Missing volume : in.r00\nMultivolume = +\n\n----------',
        'Path = a.txt\nEncrypted = +\nSplit After = -\n',
        'Path = b.txt\nEncrypted = -\nSplit After = +\n',
        'Path = folder\nFolder = +\n',
      ].join('\n'),
    );
    expect(listing.volume).toBe(true);
    expect(listing.entries).toEqual([
      { name: 'a.txt', encrypted: true, symlink: false, split: false },
      { name: 'b.txt', encrypted: false, symlink: false, split: true },
    ]);
  });

  it('takes no entry from what is said about the archive itself', () => {
    expect(parseListing('Path = /in.bin\nType = Cpio\nTail Size = 512\n')).toEqual({
      entries: [],
      volume: false,
      tail: true,
    });
  });

  it('R-103 says why an entry did not come out', () => {
    const broken = brokenNames([
      'ERROR: Data Error in encrypted file. Wrong password? : A.txt',
      'ERROR: Unsupported Method : b.txt',
      'ERROR: CRC Failed : c.txt',
      'Archives with Errors: 1',
    ]);
    expect([...broken]).toEqual([
      ['a.txt', 'encrypted'],
      ['b.txt', 'unsupported'],
      ['c.txt', 'corrupt'],
    ]);
  });

  it('R-103 knows 7z archives whose names are encrypted', () => {
    expect([sevenZip, sevenZipLocked, sevenZipLockedNames].map(hidesNames)).toEqual([false, false, true]);
    expect(hidesNames(sevenZipLockedNames.subarray(0, 40))).toBe(false);
  });
});
