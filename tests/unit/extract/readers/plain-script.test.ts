import { describe, expect, it } from 'vitest';
import { isKnownLibrary } from '../../../../core/mail/extract/readers/html/known-library.ts';
import { plainScript } from '../../../../core/mail/extract/readers/html/plain-script.ts';

describe('scripts of pages', () => {
  it.each([
    [`w["ms" + "Save"+"Blob"]`, 'w["msSaveBlob"]'],
    [String.raw`"\x61\u0074ob"`, '"atob"'],
    ["unescape('%3Cb%u003e')", "unescape('<b>')"],
    ['100% + "a" + 1', '100% + "a" + 1'],
    [`"a" + 'b'`, `"a" + 'b'`],
    ['"', '"'],
    [String.raw`\x6`, String.raw`\x6`],
  ])('R-102 takes the disguise off %s', (source, plain) => {
    expect(plainScript(source)).toBe(plain);
  });

  it('R-102 knows libraries by where their makers publish them, and no neighbour of those', () => {
    for (const address of ['https://cdn.plot.ly/plotly-2.27.0.min.js', '//unpkg.com/leaflet@1.9.3/dist/leaflet.js'])
      expect(isKnownLibrary(address)).toBe(true);
    for (const address of [
      'https://cdn.plot.ly.example/plotly.js',
      'https://cdn.plot.ly@host.example/x.js',
      'https://cdn.jsdelivr.net/gh/leaflet/x.js',
      'https://unpkg.com/leaflet-x@1/a.js',
      'leaflet.js',
    ])
      expect(isKnownLibrary(address)).toBe(false);
  });
});
