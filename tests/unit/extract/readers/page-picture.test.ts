// How a page is prepared for OCR: bands for markings, and what was stamped across it.
import { describe, expect, it } from 'vitest';
import { bandsOf, type GreyPicture, hasInk, pgmFile } from '../../../../core/mail/extract/readers/grey-picture.ts';
import { stampLayer } from '../../../../core/mail/extract/readers/stamp-layer.ts';

const width = 600;
const height = 800;

/** A page on which `inked` says what is black. */
function page(inked: (x: number, y: number) => boolean): GreyPicture {
  const pixels = new Uint8Array(width * height).fill(255);
  for (let at = 0; at < pixels.length; at++) if (inked(at % width, Math.floor(at / width))) pixels[at] = 0;
  return { width, height, pixels };
}

const thinLines = (_x: number, y: number): boolean => y % 20 < 3;
const tilted = (x: number, y: number): boolean => x > 100 && x < 500 && Math.abs(y - 200 + (x - 300) * 0.15) < 15;

describe('bands of a page', () => {
  it('R-201 are cut between lines, and nothing is left out', () => {
    const { head, middle, foot } = bandsOf(page((_x, y) => y % 40 < 20));
    expect(head.height + middle.height + foot.height).toBe(height);
    expect(head.height % 40).toBeGreaterThanOrEqual(20);
    expect(head.pixels.length).toBe(head.width * head.height);
  });

  it('are skipped when they are blank', () => {
    expect(hasInk(page(() => false))).toBe(false);
    expect(hasInk(page(thinLines))).toBe(true);
  });

  it('are written as a file that says its size', () => {
    expect(pgmFile({ width: 2, height: 1, pixels: Uint8Array.of(0, 255) }).toString('latin1')).toBe(
      'P5\n2 1\n255\n\0\xff',
    );
  });
});

describe('the stamp on a page', () => {
  it('R-201 is taken out from among lines of text and turned level', () => {
    const layer = stampLayer(page((x, y) => thinLines(x, y) || tilted(x, y)));
    expect(layer).not.toBeNull();
    // The bar is 400 by 30 at an angle of some nine degrees; half of that, and a margin.
    expect(layer?.width).toBeGreaterThan(200);
    expect(layer?.height).toBeLessThan(70);
  });

  it('is absent from a page of text, and from a page that is a picture', () => {
    expect(stampLayer(page(thinLines))).toBeNull();
    expect(stampLayer(page((x) => x < 300))).toBeNull();
  });
});
