// A picture in shades of grey, and the bands of a page that OCR reads one after another.

export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  /** A byte a pixel, 0 black, rows from the top. */
  readonly pixels: Uint8Array;
}

/** Rows from `top` to before `bottom`; shares the pixels. */
export function rowsBetween({ width, pixels }: GreyPicture, top: number, bottom: number): GreyPicture {
  return { width, height: bottom - top, pixels: pixels.subarray(top * width, bottom * width) };
}

/** Binary PGM, which OCR reads as it is. */
export function pgmFile({ width, height, pixels }: GreyPicture): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), pixels]);
}

const bandShare = 0.18;
const searchShare = 0.04;

/** Head, middle and foot of a page, cut between lines of text where there is such a place. */
export function bandsOf(picture: GreyPicture): {
  readonly head: GreyPicture;
  readonly middle: GreyPicture;
  readonly foot: GreyPicture;
} {
  const { height } = picture;
  const top = lightestRow(picture, Math.round(height * bandShare));
  const bottom = lightestRow(picture, Math.round(height * (1 - bandShare)));
  return {
    head: rowsBetween(picture, 0, top),
    middle: rowsBetween(picture, top, bottom),
    foot: rowsBetween(picture, bottom, height),
  };
}

function lightestRow({ width, height, pixels }: GreyPicture, around: number): number {
  const reach = Math.round(height * searchShare);
  let best = around;
  let lightest = -1;
  for (let distance = 0; distance <= reach; distance++) {
    for (const row of [around - distance, around + distance]) {
      let light = 0;
      for (let x = 0; x < width; x++) light += pixels[row * width + x] ?? 0;
      if (light > lightest) {
        lightest = light;
        best = row;
      }
    }
  }
  return best;
}

/** Whether there is anything to read. */
export function hasInk({ pixels }: GreyPicture): boolean {
  let ink = 0;
  for (const pixel of pixels) if (pixel < dark && ++ink > 40) return true;
  return false;
}

/** Lighter pixels are paper, or what shines through it. */
export const dark = 140;
