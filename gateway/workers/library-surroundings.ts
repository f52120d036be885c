// What libraries expect of the process and the permission model takes away.
import { constants } from 'node:fs';

/**
 * Programs that Emscripten compiled ask `process.binding` for the flags of open(2) while they start, and the permission
 * model denies every use of it. They get these public constants; anything else is denied as before.
 */
export function offerFileConstants(): void {
  const binding = (name: string) => {
    if (name !== 'constants') throw new Error('an examining process has no bindings');
    return { fs: constants };
  };
  Object.defineProperty(process, 'binding', { value: binding });
}
