// Finds what was stamped on a page: thick letters at an angle, over other text, where OCR of the page reads neither.
import { dark, type GreyPicture } from './grey-picture.ts';

/** Pixels, at the scale of render.ts: wider than the strokes of running text and its headings. */
const thickStroke = 5;
/** Pixels of a few letters; what has less is a speck. What covers more of the page is a picture. */
const leastInk = 1500;
const mostInkShare = 0.2;
const margin = 16;

/** The thick strokes alone, turned level and at half the size; null when there are next to none. */
export function stampLayer({ width, height, pixels }: GreyPicture): GreyPicture | null {
  const ink = pixels.map((pixel) => (pixel < dark ? 1 : 0));
  const rows: Lines = { count: height, length: width, between: width, along: 1 };
  const columns: Lines = { count: width, length: height, between: 1, along: width };
  erode(ink, rows);
  erode(ink, columns);
  dilate(ink, rows);
  dilate(ink, columns);
  const shape = shapeOf(ink, width);
  if (shape.count < leastInk || shape.count > ink.length * mostInkShare) return null;
  return levelled(ink, width, height, shape);
}

interface Lines {
  readonly count: number;
  readonly length: number;
  readonly between: number;
  readonly along: number;
}

/** Keeps the last pixel of each window of `thickStroke` that is ink throughout. */
function erode(ink: Uint8Array, { count, length, between, along }: Lines): void {
  for (let line = 0; line < count; line++) {
    let run = 0;
    for (let i = 0, at = line * between; i < length; i++, at += along) {
      run = ink[at] === 1 ? run + 1 : 0;
      ink[at] = run >= thickStroke ? 1 : 0;
    }
  }
}

/** Fills the windows that `erode` kept the last pixel of. */
function dilate(ink: Uint8Array, { count, length, between, along }: Lines): void {
  for (let line = 0; line < count; line++) {
    let left = 0;
    for (let i = 0, at = line * between + (length - 1) * along; i < length; i++, at -= along) {
      left = ink[at] === 1 ? thickStroke : left - 1;
      ink[at] = left > 0 ? 1 : 0;
    }
  }
}

interface Shape {
  readonly count: number;
  readonly x: number;
  readonly y: number;
  /** Radians between its long axis and the rows. */
  readonly angle: number;
}

/** Centre and long axis, by second moments. */
function shapeOf(ink: Uint8Array, width: number): Shape {
  let count = 0;
  let [sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0];
  for (let at = 0; at < ink.length; at++) {
    if (ink[at] === 0) continue;
    const x = at % width;
    const y = (at - x) / width;
    count++;
    sx += x;
    sy += y;
    sxx += x * x;
    syy += y * y;
    sxy += x * y;
  }
  const [x, y] = [sx / count, sy / count];
  return { count, x, y, angle: 0.5 * Math.atan2(2 * (sxy / count - x * y), sxx / count - x * x - syy / count + y * y) };
}

function levelled(ink: Uint8Array, width: number, height: number, { x, y, angle }: Shape): GreyPicture {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  let [left, right, top, bottom] = [0, 0, 0, 0];
  for (let at = 0; at < ink.length; at++) {
    if (ink[at] === 0) continue;
    const dx = (at % width) - x;
    const dy = Math.floor(at / width) - y;
    const along = dx * cos + dy * sin;
    const across = dy * cos - dx * sin;
    left = Math.min(left, along);
    right = Math.max(right, along);
    top = Math.min(top, across);
    bottom = Math.max(bottom, across);
  }
  const out = {
    width: Math.ceil((right - left) / 2) + 2 * margin,
    height: Math.ceil((bottom - top) / 2) + 2 * margin,
  };
  const pixels = new Uint8Array(out.width * out.height).fill(255);
  for (let row = 0; row < out.height; row++) {
    for (let column = 0; column < out.width; column++) {
      let covered = 0;
      for (const [right2, down] of quarters) {
        const along = left + (column - margin) * 2 + right2;
        const across = top + (row - margin) * 2 + down;
        const sx = Math.round(x + along * cos - across * sin);
        const sy = Math.round(y + along * sin + across * cos);
        if (sx >= 0 && sy >= 0 && sx < width && sy < height) covered += ink[sy * width + sx] ?? 0;
      }
      pixels[row * out.width + column] = 255 - Math.min(255, covered * 64);
    }
  }
  return { ...out, pixels };
}

const quarters: readonly (readonly [right: number, down: number])[] = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
];
