// Packs files with the 7-Zip that the scanner unpacks with: real encryption, headers and methods instead of look-alikes.
import { createRequire } from 'node:module';

interface Engine {
  readonly FS: { writeFile(path: string, bytes: Uint8Array): void; readFile(path: string): Uint8Array };
  callMain(args: readonly string[]): number | undefined;
}

const start: (options: Record<string, unknown>) => Promise<Engine> = createRequire(import.meta.url)('7z-wasm');

/** `options` as on the command line of 7-Zip: `-t7z`, `-pWORD`, `-mhe=on`, `-v1k` … Gives one file, or the volume named. */
export async function packed(
  options: readonly string[],
  files: Readonly<Record<string, Uint8Array>>,
  volume = '',
): Promise<Buffer> {
  const engine = await start({ print: () => undefined, printErr: () => undefined, quit: () => undefined });
  for (const [name, content] of Object.entries(files)) engine.FS.writeFile(`/${name}`, content);
  const names = Object.keys(files).map((name) => `/${name}`);
  engine.callMain(['a', '-bd', ...options, '/packed', ...names]);
  const ending = /^-t(\w+)/.exec(options.find((option) => option.startsWith('-t')) ?? '')?.[1] ?? '7z';
  for (const path of [`/packed.${endings[ending] ?? ending}${volume}`, `/packed${volume}`]) {
    try {
      return Buffer.from(engine.FS.readFile(path));
    } catch {}
  }
  throw new Error(`7-Zip wrote nothing for ${options.join(' ')}`);
}

const endings: Readonly<Record<string, string>> = { bzip2: 'bz2', gzip: 'gz' };
