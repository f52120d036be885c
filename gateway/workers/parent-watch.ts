// A thread that ends its process when the gateway is gone: a main thread caught in an endless loop would never notice.
import { workerData } from 'node:worker_threads';

/** Given, not read here: the gateway may be gone before this thread runs. */
const gateway: unknown = workerData;

setInterval(() => {
  if (process.ppid !== gateway) process.kill(process.pid, 'SIGKILL');
}, 1_000);
