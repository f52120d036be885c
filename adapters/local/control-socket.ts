// How the command line talks to a running gateway: one JSON request and one JSON answer a line over a unix socket.
import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Commands by name. What one rejects with is told to the caller by its message, so that must carry no content. */
export type ControlCommands = Readonly<Record<string, (parameters: unknown) => Promise<unknown>>>;

/** No gateway listens in this data folder. */
export class NotRunning extends Error {
  override readonly name = 'NotRunning';
}

interface Request {
  readonly command: string;
  readonly parameters: unknown;
}

type Response = { readonly result: unknown } | { readonly error: string };

/** sun_path holds 108 bytes on Linux and 104 elsewhere, with its terminating zero. */
const longestPath = 103;
const longestLine = 1_048_576;

function socketPath(folder: string): string {
  const path = join(folder, 'control.sock');
  if (Buffer.byteLength(path) > longestPath) {
    throw new Error(
      `the path of the data folder is too long for a socket; use one of at most ${longestPath - 13} bytes`,
    );
  }
  return path;
}

/** Listens in the data folder, for its owner alone. Call it with the folder's lock held: a socket left there is replaced. */
export async function serveControl(folder: string, commands: ControlCommands): Promise<{ close(): Promise<void> }> {
  const path = socketPath(folder);
  await rm(path, { force: true });
  const connections = new Set<Socket>();
  const server = createServer((socket) => {
    connections.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => connections.delete(socket));
    void answerAll(socket, commands);
  });
  // The socket comes into being within listen(): nobody else may connect before its mode is set.
  const previous = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(previous);
  }
  await once(server, 'listening');
  await chmod(path, 0o600);
  return {
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of connections) socket.destroy();
      await closed;
    },
  };
}

async function answerAll(socket: Socket, commands: ControlCommands): Promise<void> {
  let pending = 0;
  socket.on('data', (chunk: Buffer) => {
    pending = chunk.includes(10) ? chunk.length - chunk.lastIndexOf(10) : pending + chunk.length;
    if (pending > longestLine) socket.destroy();
  });
  try {
    for await (const line of createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })) {
      const response = await answer(line, commands);
      if (!socket.destroyed) socket.write(`${JSON.stringify(response)}\n`);
    }
  } catch {
    socket.destroy();
  }
}

async function answer(line: string, commands: ControlCommands): Promise<Response> {
  try {
    const { command, parameters } = JSON.parse(line) as Request;
    const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
    if (run === undefined) return { error: 'the gateway does not know this command; is it of the same version?' };
    return { result: (await run(parameters)) ?? null };
  } catch (error) {
    return { error: error instanceof Error ? error.message : 'the command failed' };
  }
}

/** Asks the gateway that runs on this data folder. Rejects with NotRunning when there is none, else with its error. */
export async function callControl(folder: string, command: string, parameters: unknown): Promise<unknown> {
  const socket = connect(socketPath(folder));
  try {
    await once(socket, 'connect').catch((cause) => {
      throw new NotRunning('no gateway runs on this data folder; start it with `postern up`', { cause });
    });
    socket.write(`${JSON.stringify({ command, parameters } satisfies Request)}\n`);
    for await (const line of createInterface({ input: socket })) {
      const response = JSON.parse(line) as Response;
      if ('error' in response) throw new Error(response.error);
      return response.result;
    }
    throw new Error('the gateway stopped before it answered; look at its log and try again');
  } finally {
    socket.destroy();
  }
}
