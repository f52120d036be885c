// The one place that knows wasmagic: libmagic's judgement of bytes that no rule of ours recognises.
import { WASMagic } from 'wasmagic';

const headBytes = 2 ** 20;
let engine: Promise<WASMagic> | null = null;

/** Media type judged from the first MiB; `application/octet-stream` when unknown or when the engine fails. */
export async function magicType(bytes: Uint8Array): Promise<string> {
  engine ??= WASMagic.create();
  try {
    const type = (await engine).detect(bytes.subarray(0, headBytes));
    return /^[a-z0-9.+-]{1,60}\/[a-z0-9.+-]{1,100}$/i.test(type) ? type.toLowerCase() : 'application/octet-stream';
  } catch {
    engine = null;
    return 'application/octet-stream';
  }
}
