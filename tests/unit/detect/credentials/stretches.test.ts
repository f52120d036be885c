// How a long text is parted: every place belongs to one stretch, and what announces a value is in the same stretch as the value.
import { describe, expect, it } from 'vitest';
import { stretchesOf } from '../../../../core/mail/detect/credentials/stretches.ts';
import { spansIn } from './rulebook-from-files.ts';

const line = 'The committee meets on Tuesday to read the minutes again.\n';
const longText = line.repeat(8_000);

describe('R-301 a long text is searched in stretches', () => {
  it.each(['', 'short', line.repeat(100)])('a short text is one stretch', (text) => {
    expect(stretchesOf(text)).toEqual([{ start: 0, end: text.length, own: 0 }]);
  });

  it.each([
    ['lines', longText],
    ['sentences on one line', longText.replaceAll('\n', ' ')],
    ['words without a stop', 'minutes of the meeting '.repeat(20_000)],
    ['no space at all', 'm'.repeat(400_000)],
  ])('in order, without a gap, and each reaches back before its own part: %s', (_, text) => {
    const stretches = stretchesOf(text);
    expect(stretches.length).toBeGreaterThan(2);
    expect(stretches[0]).toMatchObject({ start: 0, own: 0 });
    expect(stretches.at(-1)?.end).toBe(text.length);
    for (const [i, { start, end, own }] of stretches.entries()) {
      const next = stretches[i + 1]?.own ?? text.length;
      expect(start).toBeLessThanOrEqual(own);
      expect(end).toBeGreaterThanOrEqual(next);
      expect(next).toBeGreaterThan(own);
      if (own > 0) expect(own - start).toBeGreaterThan(2_000);
    }
  });

  it('begins and ends its parts at the end of a line', () => {
    for (const { start, own } of stretchesOf(longText).slice(1)) {
      expect(longText[start - 1]).toBe('\n');
      expect(longText[own - 1]).toBe('\n');
    }
  });

  it('costs a multiple of the text at most', () => {
    const read = stretchesOf('m'.repeat(3_000_000)).reduce((sum, { start, end }) => sum + end - start, 0);
    expect(read).toBeLessThan(3_600_000);
  });
});

describe('R-301 a password at a cut is found once', () => {
  const secret = 'Two-Pines-19';
  const [, second] = stretchesOf(longText);
  const cut = second?.own ?? 0;

  it.each([-2_000, -60, -30, -10, 0, 40])('%i characters from the cut', (from) => {
    const at = cut + from;
    const text = `${longText.slice(0, at)} The password is ${secret}. ${longText.slice(at)}`;
    expect(spansIn(text)).toEqual([secret]);
  });

  it('with the word that announces it two lines before', () => {
    const text = `${longText.slice(0, cut - 20)}\nThe password is on the next line:\n\n${secret}\n\n${longText.slice(cut)}`;
    expect(spansIn(text)).toEqual([secret]);
  });
});
