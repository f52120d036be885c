// The one place that writes with zxing-wasm: a text as a QR code (ISO/IEC 18004) that a telephone reads from the screen.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { CodePicture } from '../../core/sign-in-ports.ts';

const require = createRequire(import.meta.url);

/** As the library draws them: a square of modules, dark ones as one path of absolute and relative lines. */
const drawing = /<svg width="(\d{2,3})" height="\1".*<path d="([MmHhVvZz\d .-]+)"/s;

let library: Promise<typeof import('zxing-wasm/writer').writeBarcode> | undefined;

/** Null when the text is too long for a code. Rejects when the library cannot be loaded. */
export async function qrCode(text: string): Promise<CodePicture | null> {
  library ??= load().catch((cause: unknown) => {
    // The next one tries again.
    library = undefined;
    throw cause;
  });
  const { svg } = await (await library)(text, { format: 'QRCode' });
  const [, side, path] = drawing.exec(svg) ?? [];
  return side === undefined || path === undefined ? null : { side: Number(side), path };
}

async function load() {
  const { prepareZXingModule, writeBarcode } = await import('zxing-wasm/writer');
  const { buffer } = new Uint8Array(readFileSync(require.resolve('zxing-wasm/writer/zxing_writer.wasm')));
  prepareZXingModule({ overrides: { wasmBinary: buffer } });
  return writeBarcode;
}
