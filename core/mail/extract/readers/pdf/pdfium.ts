// The one place that knows PDFium (@embedpdf/pdfium): its memory is capped, and an instance that failed is thrown away.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { WrappedPdfiumModule } from '@embedpdf/pdfium';
import { capMemory } from '../../containers/wasm-memory.ts';

const require = createRequire(import.meta.url);
const maximumPages = 4096; // 256 MiB

export type Pdfium = WrappedPdfiumModule;

/** Emscripten's own part of the module, which its package leaves to a type library. */
interface Memory {
  readonly HEAPU8: Uint8Array;
}

let binary: Uint8Array<ArrayBuffer> | undefined;
let instance: Promise<Pdfium> | undefined;

/** One instance serves one document after another until it fails. */
function pdfium(): Promise<Pdfium> {
  binary ??= capMemory(readFileSync(require.resolve('@embedpdf/pdfium/pdfium.wasm')), maximumPages);
  instance ??= start(binary);
  return instance;
}

async function start(wasmBinary: Uint8Array<ArrayBuffer>): Promise<Pdfium> {
  const { init } = await import('@embedpdf/pdfium');
  const overrides = { wasmBinary, print: () => undefined, printErr: () => undefined };
  // The module's types ask for its whole memory view; Emscripten takes any subset of its settings.
  const library = await init(overrides as unknown as Partial<Pdfium['pdfium']>);
  library.PDFiumExt_Init();
  return library;
}

export type OpenedPdf =
  | { readonly state: 'open'; readonly library: Pdfium; readonly document: number }
  | { readonly state: 'encrypted' }
  | { readonly state: 'corrupt' };

const passwordError = 4;
const securityError = 5;

/** Opens the document, hands it to `use`, and frees it. Any error drops the instance. */
export async function withPdf<T>(
  bytes: Uint8Array,
  use: (opened: OpenedPdf) => T | Promise<T>,
  password = '',
): Promise<T> {
  const library = await pdfium();
  const { wasmExports } = library.pdfium;
  let memory = 0;
  let document = 0;
  try {
    memory = wasmExports.malloc(Math.max(1, bytes.length));
    if (memory === 0) throw new Error('pdf is too large for the memory allowed');
    heap(library).set(bytes, memory);
    document = library.FPDF_LoadMemDocument(memory, bytes.length, password);
    if (document === 0) {
      const error = library.FPDF_GetLastError();
      return await use({ state: error === passwordError || error === securityError ? 'encrypted' : 'corrupt' });
    }
    return await use({ state: 'open', library, document });
  } catch (error) {
    instance = undefined;
    throw error;
  } finally {
    // An instance that was dropped takes its memory along.
    if (instance !== undefined) {
      if (document !== 0) library.FPDF_CloseDocument(document);
      if (memory !== 0) wasmExports.free(memory);
    }
  }
}

/** Memory moves when it grows: take the view anew each time. */
export function heap(library: Pdfium): Uint8Array {
  return (library.pdfium as unknown as Memory).HEAPU8;
}

/** Runs `fill` with a buffer of the size that a first call asked for; bytes out of it, null for nothing. */
export function filled(
  library: Pdfium,
  limit: number,
  fill: (buffer: number, size: number) => number,
): Uint8Array | null {
  const wanted = fill(0, 0);
  if (wanted <= 0) return null;
  const size = Math.min(wanted, limit);
  const buffer = library.pdfium.wasmExports.malloc(size);
  if (buffer === 0) return null;
  try {
    const written = fill(buffer, size);
    return heap(library).slice(buffer, buffer + Math.min(size, written > 0 ? written : size));
  } finally {
    library.pdfium.wasmExports.free(buffer);
  }
}

const utf16 = new TextDecoder('utf-16le');

export function filledText(library: Pdfium, fill: (buffer: number, size: number) => number): string {
  const bytes = filled(library, 2 ** 20, fill);
  return bytes === null ? '' : utf16.decode(bytes).replace(/\0[\s\S]*$/, '');
}
