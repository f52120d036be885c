// The one place that knows zxing-wasm: reads QR and like codes in pictures, few a message and within its time.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ReaderOptions, ReadResult } from 'zxing-wasm/reader';
import { capMemory } from '../containers/wasm-memory.ts';
import type { Budget } from '../limits.ts';
import type { GreyPicture } from './grey-picture.ts';
import { imageSize } from './image-size.ts';
import { shrunk } from './shrunk-picture.ts';

const require = createRequire(import.meta.url);
/** 64 KiB each: 256 MiB. */
const maximumPages = 4096;
const leastSide = 40;
const mostPixels = 40_000_000;
/** More pixels are made fewer: a code that a telephone reads survives it. */
const shrunkSide = 1200;
/** A code is square; a strip of a letterhead holds none. */
const longestShape = 5;
const mostPictures = 4;
/** Milliseconds that are left for the parts behind pictures. */
const reservedTime = 8_000;

/** Four bytes a pixel. */
interface Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  readonly colorSpace: 'srgb';
}

type ImageInput = Parameters<typeof import('zxing-wasm/reader').readBarcodes>[0];

const options: ReaderOptions = {
  formats: ['QRCode', 'MicroQRCode', 'RMQRCode', 'Aztec', 'DataMatrix'],
  tryHarder: false,
  maxNumberOfSymbols: 4,
  textMode: 'Plain',
};

const readSoFar = new WeakMap<Budget, number>();
let library: Promise<(input: Pixels) => Promise<ReadResult[]>> | undefined;

/** Texts of the codes in a picture file; none when it is too small, too large, or enough pictures were looked at. */
export async function codesInFile(bytes: Uint8Array, budget: Budget): Promise<readonly string[]> {
  const size = imageSize(bytes);
  if (size === null || !isLikely(size.width, size.height) || !takeTurn(budget)) return [];
  const small = await shrunk(bytes, shrunkSide);
  return small === null ? [] : read(pixelsOf(small));
}

/** The same for a picture that was drawn here, such as a page. */
export async function codesInPicture(picture: GreyPicture, budget: Budget): Promise<readonly string[]> {
  return isLikely(picture.width, picture.height) && takeTurn(budget) ? read(pixelsOf(picture)) : [];
}

function pixelsOf({ width, height, pixels }: GreyPicture): Pixels {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < pixels.length; i++) data.fill(pixels[i] ?? 255, i * 4, i * 4 + 4);
  return { data, width, height, colorSpace: 'srgb' };
}

function isLikely(width: number, height: number): boolean {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  return short >= leastSide && long <= short * longestShape && width * height <= mostPixels;
}

function takeTurn(budget: Budget): boolean {
  const done = readSoFar.get(budget) ?? 0;
  readSoFar.set(budget, done + 1);
  return done < mostPictures && budget.millisecondsLeft > reservedTime;
}

async function read(picture: Pixels): Promise<readonly string[]> {
  library ??= load();
  try {
    const results = await (await library)(picture);
    return results.filter(({ isValid }) => isValid).map(({ text }) => text.slice(0, 4000));
  } catch {
    // A picture that the library cannot decode holds no code that a telephone could read either; a new instance next time.
    library = undefined;
    return [];
  }
}

async function load() {
  const { prepareZXingModule, purgeZXingModule, readBarcodes } = await import('zxing-wasm/reader');
  purgeZXingModule();
  const file = readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm'));
  const wasmBinary = capMemory(file, maximumPages);
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasmBinary).buffer } });
  // Its types know the browser's ImageData, which is just this.
  return (input: Pixels) => readBarcodes(input as ImageInput, options);
}
