// A Postfix of its own in a folder: configuration, queue, log and processes apart from any other on the machine.
import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { configuration, type InstancePorts, services } from './configuration.ts';

export interface PostfixInstance {
  readonly config: string;
  start(): Promise<void>;
  /** Lets running deliveries end first. */
  stop(): Promise<void>;
  /** At once; never rejects. */
  abort(): Promise<void>;
}

const execute = promisify(execFile);
/** Owner of delivered mail: nobody. */
const mailOwner = 65_534;

/** Rejects with Postfix's own words when it does not start. */
export async function startPostfix(name: 'front' | 'behind', ports: InstancePorts): Promise<PostfixInstance> {
  const mail = join(ports.folder, 'mail');
  await mkdir(mail, { recursive: true });
  await chown(mail, mailOwner, mailOwner);
  await chmod(mail, 0o755);
  const files = { main: configuration(name, ports), master: services(name, ports) };
  return startInstance(name, join(ports.folder, name), files);
}

/** With these files, main.cf and master.cf, in the folder `config`. Rejects with Postfix's own words when it does not start. */
export async function startInstance(
  name: string,
  config: string,
  files: { readonly main: string; readonly master: string },
): Promise<PostfixInstance> {
  for (const folder of [config, join(config, 'queue'), join(config, 'data')]) await mkdir(folder, { recursive: true });
  await chown(join(config, 'data'), await idOfPostfix(), 0);
  await writeFile(join(config, 'main.cf'), files.main);
  await writeFile(join(config, 'master.cf'), files.master);
  const postfix = async (verb: string): Promise<void> => {
    await execute('postfix', ['-c', config, verb]).catch((cause: { stderr?: string }) => {
      throw new Error(`postfix ${verb} (${name}) failed: ${cause.stderr ?? 'no reason given'}`, { cause });
    });
  };
  const instance: PostfixInstance = {
    config,
    start: () => postfix('start'),
    stop: () => postfix('stop'),
    abort: () => postfix('abort').catch(() => undefined),
  };
  await instance.start();
  return instance;
}

async function idOfPostfix(): Promise<number> {
  return Number((await execute('id', ['-u', 'postfix'])).stdout);
}

/** Messages in the queue. */
export async function queued({ config }: PostfixInstance): Promise<number> {
  const { stdout } = await execute('postqueue', ['-c', config, '-j'], { maxBuffer: 2 ** 30 });
  // A message that moves between queues meanwhile is listed twice.
  return new Set(stdout.match(/"queue_id": ?"[^"]+"/g)).size;
}

/** True when all queues were found empty twice in a row within `longest` milliseconds. */
export async function drained(instances: readonly PostfixInstance[], longest: number): Promise<boolean> {
  const until = performance.now() + longest;
  let empty = 0;
  while (empty < 2 && performance.now() < until) {
    const counts = await Promise.all(instances.map(queued));
    empty = counts.every((count) => count === 0) ? empty + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return empty >= 2;
}
