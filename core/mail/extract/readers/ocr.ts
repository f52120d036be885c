// The one place that knows tesseract.js: reads text out of pictures, with local language data and nothing fetched.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { RecognizeOptions, Worker, WorkerParams } from 'tesseract.js';
import type { Budget } from '../limits.ts';
import { smallestPicture } from '../shows-pictures.ts';
import { bandsOf, type GreyPicture, hasInk, pgmFile } from './grey-picture.ts';
import { imageSize } from './image-size.ts';
import { stampLayer } from './stamp-layer.ts';

const require = createRequire(import.meta.url);
const smallestSide = 200;
const maxPixels = 40_000_000;
/** Milliseconds for a picture or page. */
const longestTime = 12_000;
const leastTime = 500;
/** Left for the parts that come after: pictures must not be why a document goes unread. */
const reservedTime = 5_000;
const maxImagesPerMessage = 5;

/** Tesseract's page segmentation modes: blocks as found, one block of text. */
type Layout = '3' | '6';

let worker: Promise<Worker> | undefined;
const imagesOf = new WeakMap<Budget, number>();

/** Text in a picture file, '' when it is too small to hold any; null when it is too large, or time or number of pictures are used up. */
export async function ocrImage(bytes: Uint8Array, budget: Budget): Promise<string | null> {
  const size = imageSize(bytes);
  if (bytes.length < smallestPicture || size === null) return '';
  if (Math.min(size.width, size.height) < smallestSide / 4 || Math.max(size.width, size.height) < smallestSide)
    return '';
  if (size.width * size.height > maxPixels || !countImage(budget)) return null;
  // A picture format that the library does not read has no text.
  return recognise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), '3', deadlineOf(budget), '');
}

export interface PageText {
  readonly text: string;
  /** What was stamped over the page, '' for nothing. */
  readonly stamp: string;
  /** False when time ran out before all of the page was read. */
  readonly whole: boolean;
}

/** Text of a page: markings stand at its head and foot, so these are read first. */
export async function ocrPage(page: GreyPicture, budget: Budget): Promise<PageText> {
  if (!countImage(budget)) return { text: '', stamp: '', whole: false };
  const deadline = deadlineOf(budget);
  const read = async (part: GreyPicture | null, layout: Layout) =>
    part === null || !hasInk(part) ? '' : recognise(pgmFile(part), layout, deadline);
  const { head, middle, foot } = bandsOf(page);
  const stamp = await read(stampLayer(page), '6');
  const first = await read(head, '3');
  const last = await read(foot, '3');
  const inner = await read(middle, '3');
  return {
    text: [first, inner, last].filter((text) => text !== null && text !== '').join('\n'),
    stamp: withoutFrame(stamp ?? ''),
    whole: [stamp, first, inner, last].every((text) => text !== null),
  };
}

/** Text of a small picture on a page, '' where there is none or no time for it; the page it stands on was counted. */
export async function ocrDetail(picture: GreyPicture, budget: Budget): Promise<string> {
  return hasInk(picture) ? ((await recognise(pgmFile(picture), '3', deadlineOf(budget))) ?? '') : '';
}

/** The frame of a stamp is read as bars and brackets at the ends of its lines. */
function withoutFrame(text: string): string {
  return text
    .slice(0, 2000)
    .split('\n')
    .map((line) =>
      line
        .slice(0, 200)
        .replace(/^[^\p{L}\p{N}]+/u, '')
        .replace(/[^\p{L}\p{N})]+$/u, ''),
    )
    .filter((line) => line !== '')
    .join('\n');
}

function countImage(budget: Budget): boolean {
  const done = imagesOf.get(budget) ?? 0;
  imagesOf.set(budget, done + 1);
  return done < maxImagesPerMessage;
}

/** Milliseconds that are left for the picture. */
function deadlineOf(budget: Budget): () => number {
  const end = Math.max(reservedTime, budget.millisecondsLeft - longestTime);
  return () => budget.millisecondsLeft - end;
}

/** Null when time ran out, `failed` when the library gave up. */
async function recognise(
  picture: Buffer,
  layout: Layout,
  left: () => number,
  failed: '' | null = null,
): Promise<string | null> {
  if (left() < leastTime) return null;
  worker ??= startWorker();
  const engine = await worker;
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), Math.max(0, left()));
  });
  try {
    const options = { tessedit_pageseg_mode: layout } as Partial<RecognizeOptions>;
    const result = await Promise.race([engine.recognize(picture, options), tooLong]);
    if (result === null) await dropWorker(engine);
    return result === null ? null : result.data.text;
  } catch {
    await dropWorker(engine);
    return failed;
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
  // It would write its guesses at resolutions to our standard error.
  await engine.setParameters({ debug_file: '/dev/null' } as Partial<WorkerParams>);
  // Its thread must not keep a process alive that is otherwise done; a running recognition has a timer that does.
  (engine as Worker & { readonly worker?: { unref?(): void } }).worker?.unref?.();
  return engine;
}

function dataFolder(language: string): string {
  return `${dirname(require.resolve(`@tesseract.js-data/${language}/package.json`))}/4.0.0_best_int`;
}
