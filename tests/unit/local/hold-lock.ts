// Takes the lock of a data folder and waits to be killed.
import { takeLock } from '../../../adapters/local/folder-lock.ts';

await takeLock(process.argv[2] ?? '');
process.stdout.write('held\n');
setInterval(() => undefined, 1_000);
