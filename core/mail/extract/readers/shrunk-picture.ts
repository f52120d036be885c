// The one place that knows sharp: a large picture made small and grey, decoded no further than that needs.
import type { GreyPicture } from './grey-picture.ts';

const mostPixels = 40_000_000;

/** `side` is the longest of the result, in pixels. Null for a picture that cannot be decoded. */
export async function shrunk(bytes: Uint8Array, side: number): Promise<GreyPicture | null> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: mostPixels, failOn: 'none' })
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: 'white' })
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return info.channels === 1 ? { width: info.width, height: info.height, pixels: new Uint8Array(data) } : null;
  } catch {
    return null;
  }
}
