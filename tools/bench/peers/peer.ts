// A scanner to measure beside Postern: started for one run, asked about one mail at a time.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface Peer {
  readonly name: string;
  /** Why it cannot run here; null when it can. */
  readonly missing: string | null;
  /** Resolves when it answers. `folder` is its own, empty; `nameServer` is the port of the only one it may ask. */
  start(folder: string, nameServer: number): Promise<RunningPeer>;
  /** Mails that warm it up, and mails that count at most, of one that takes only a few a second. */
  readonly fewer?: { readonly warming: number; readonly counted: number };
}

export interface RunningPeer {
  /** With their children all that its work costs. */
  readonly pids: readonly number[];
  /** Resolves when the mail was judged; rejects when it was not. */
  scan(raw: Buffer): Promise<void>;
  /** Resolves when all that was taken was handed on; absent where `scan` waits for that itself. */
  readonly handedOn?: () => Promise<void>;
  stop(): Promise<void>;
}

/** Milliseconds: loading rules takes long on a busy machine. */
const longestStart = 180_000;

/** What must begin as root, to become a user of its own. */
export function missingRoot(): string | null {
  return process.getuid?.() === 0 ? null : 'run it as root';
}

/** Null when one of the programs is on this machine. */
export function missingProgram(path: string, debianPackage: string): string | null {
  return existsSync(path) ? null : `not installed: apt-get install ${debianPackage}`;
}

/** A child that is asked over a port until it takes a connection. Rejects when it ends before that. */
export async function startedServer(command: string, args: readonly string[], port: number): Promise<ChildProcess> {
  const child = spawn(command, args, { stdio: 'ignore' });
  for (const until = Date.now() + longestStart; Date.now() < until; await pause(250)) {
    if (child.exitCode !== null) throw new Error(`${command} ended before it was ready`);
    if (await takesConnections(port)) return child;
  }
  child.kill('SIGKILL');
  throw new Error(`${command} was not ready in time`);
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

export async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}
