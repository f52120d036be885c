// A process that starts the key process, tells its id and waits to be killed.
import { startKeys } from '../../../adapters/local/key-client.ts';

const keys = await startKeys(process.argv[2] ?? '');
process.stdout.write(`${keys.pid()}\n`);
setInterval(() => undefined, 1_000);
