// The program that Lambda starts, and the one of the examining process: both load the real program beside them, already
// compiled when the bundle was built. Where Node is another one than then, V8 takes it for stale and compiles anew.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';

type Wrapped = (exports: unknown, require: NodeJS.Require, module: NodeJS.Module, file: string, folder: string) => void;

/** Where V8 notes in a code cache, in four bytes, which of its flags were set (src/snapshot/code-serializer.h). */
const flagsAt = 12;

/** `index.js` loads `index.program.js` with `index.compiled`, as a module of its own name. */
function start(file: string): void {
  const program = join(dirname(file), `${basename(file, '.js')}.program.js`);
  const cachedData = readFileSync(program.replace(/\.program\.js$/, '.compiled'));
  // Lambda starts Node with flags of its own, such as --expose-gc; none of them changes what code is compiled to.
  new Script('0').createCachedData().copy(cachedData, flagsAt, flagsAt, flagsAt + 4);
  const script = new Script(readFileSync(program, 'utf8'), { filename: program, cachedData });
  const run = script.runInThisContext() as Wrapped;
  run(module.exports, createRequire(program), module, program, dirname(program));
}

start(__filename);
