// A thread that ends its process when the gateway is gone: a main thread caught in an endless loop would never notice.
const gateway = process.ppid;

setInterval(() => {
  if (process.ppid !== gateway) process.kill(process.pid, 'SIGKILL');
}, 1_000);
