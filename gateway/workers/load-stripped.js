// Loaded first in an examining process: modules of the program come from the file that stripped-program.ts wrote. Plain
// JavaScript, so that nothing has to be stripped for it.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { deserialize } from 'node:v8';

const modules = readModules();

registerHooks({
  load: (url, context, next) => {
    const source = modules.get(url);
    return source === undefined ? next(url, context) : { format: 'module', source, shortCircuit: true };
  },
});

/** None where the file was taken away meanwhile: the process then starts as it would without it. */
function readModules() {
  try {
    const kept = readFileSync(new URL('../../node_modules/.cache/examining-program', import.meta.url));
    return deserialize(kept.subarray(32));
  } catch {
    return new Map();
  }
}
