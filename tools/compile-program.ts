// Compiles one bundled program as Lambda's processes will find it: `node --no-lazy tools/compile-program.ts index.program.js
// index.compiled`. A process of its own, since V8 compiles all functions at once only under that flag.
import { readFileSync, writeFileSync } from 'node:fs';
import { Script } from 'node:vm';

const [program = '', target = ''] = process.argv.slice(2);
writeFileSync(target, new Script(readFileSync(program, 'utf8'), { filename: program }).createCachedData());
