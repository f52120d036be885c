// The one place that knows sharp: a large picture made small, decoded no further than that needs, and pictures as PNG.
import type { GreyPicture } from './grey-picture.ts';

const mostPixels = 40_000_000;

/** `side` is the longest of the result, in pixels. Null for a picture that cannot be decoded. */
export async function shrunk(bytes: Uint8Array, side: number): Promise<GreyPicture | null> {
  try {
    const { data, info } = await (await opened(bytes, side)).greyscale().raw().toBuffer({ resolveWithObject: true });
    return info.channels === 1 ? { width: info.width, height: info.height, pixels: new Uint8Array(data) } : null;
  } catch {
    return null;
  }
}

/** A picture file written anew, its pixels in colour and nothing else; otherwise as `shrunk`. */
export async function redrawn(bytes: Uint8Array, side: number, format: 'png' | 'jpeg'): Promise<Uint8Array | null> {
  try {
    return await (await opened(bytes, side)).toFormat(format).toBuffer();
  } catch {
    return null;
  }
}

export function pngOfFile(bytes: Uint8Array, side: number): Promise<Uint8Array | null> {
  return redrawn(bytes, side, 'png');
}

export async function pngOf({ width, height, pixels }: GreyPicture): Promise<Uint8Array> {
  const sharp = await library();
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
}

async function opened(bytes: Uint8Array, side: number) {
  const sharp = await library();
  return sharp(bytes, { limitInputPixels: mostPixels, failOn: 'none' })
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: 'white' });
}

async function library() {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp;
}
