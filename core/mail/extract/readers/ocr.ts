// The one place that knows tesseract.js: reads text out of pictures, with local language data and nothing fetched.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Worker } from 'tesseract.js';
import type { Budget } from '../limits.ts';
import { imageSize } from './image-size.ts';
import type { Pixels } from './pdf/render.ts';

const require = createRequire(import.meta.url);
const smallestBytes = 5 * 1024;
const smallestSide = 200;
const maxPixels = 40_000_000;
const longestTime = 15_000;
const maxImagesPerMessage = 5;

let worker: Promise<Worker> | undefined;
const imagesOf = new WeakMap<Budget, number>();

/** Text in a picture file; null when it is too small to hold any, too large, or the time or number of pictures is used up. */
export async function ocrImage(bytes: Uint8Array, budget: Budget): Promise<string | null> {
  const size = imageSize(bytes);
  if (bytes.length < smallestBytes || size === null) return null;
  if (Math.min(size.width, size.height) < smallestSide / 4 || Math.max(size.width, size.height) < smallestSide)
    return null;
  if (size.width * size.height > maxPixels) return null;
  return recognise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), budget);
}

export async function ocrPixels(pixels: Pixels, budget: Budget): Promise<string | null> {
  return recognise(bitmapFile(pixels), budget);
}

async function recognise(picture: Buffer, budget: Budget): Promise<string | null> {
  const done = imagesOf.get(budget) ?? 0;
  if (done >= maxImagesPerMessage || budget.millisecondsLeft < 1000) return null;
  imagesOf.set(budget, done + 1);
  worker ??= startWorker();
  const engine = await worker;
  const time = Math.min(longestTime, budget.millisecondsLeft);
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), time);
  });
  try {
    const result = await Promise.race([engine.recognize(picture), tooLong]);
    if (result === null) await dropWorker(engine);
    return result === null ? null : result.data.text;
  } catch {
    await dropWorker(engine);
    return null;
  } finally {
    clearTimeout(timer);
  }
}

async function dropWorker(engine: Worker): Promise<void> {
  worker = undefined;
  await engine.terminate();
}

/**
 * One worker for English and French. The library takes language data from one folder only, so the second language is
 * put beside the first by hand, and into the list that the library holds of what it has loaded.
 */
async function startWorker(): Promise<Worker> {
  const { createWorker, OEM } = await import('tesseract.js');
  const languages = ['eng'];
  const engine = await createWorker(languages, OEM.LSTM_ONLY, {
    langPath: dataFolder('eng'),
    cacheMethod: 'none',
    gzip: true,
    errorHandler: () => undefined,
  });
  const french = gunzipSync(readFileSync(`${dataFolder('fra')}/fra.traineddata.gz`));
  await engine.FS('writeFile', ['fra.traineddata', new Uint8Array(french)]);
  languages.push('fra');
  await engine.reinitialize('eng+fra', OEM.LSTM_ONLY);
  // Its thread must not keep a process alive that is otherwise done; a running recognition has a timer that does.
  (engine as Worker & { readonly worker?: { unref?(): void } }).worker?.unref?.();
  return engine;
}

function dataFolder(language: string): string {
  return `${dirname(require.resolve(`@tesseract.js-data/${language}/package.json`))}/4.0.0_best_int`;
}

/** A BMP file: 54 bytes of header, rows from the top by a negative height. */
function bitmapFile({ width, height, bgrx }: Pixels): Buffer {
  const file = Buffer.alloc(54);
  file.write('BM', 0, 'latin1');
  file.writeUInt32LE(54 + bgrx.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(-height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(32, 28);
  file.writeUInt32LE(bgrx.length, 34);
  return Buffer.concat([file, bgrx]);
}
