// A clamd of our own, with one signature made here, for as long as a test needs it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Only ever in tests: no program does anything with it. */
export const harmful = 'POSTERN-TEST-PATTERN-7f3a9c';

export interface RealClamd {
  readonly socket: string;
  stop(): Promise<void>;
}

/** Null where this machine can have one, else the reason why not. */
export function clamdMissing(): string | null {
  try {
    execFileSync('clamd', ['--version'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'clamd is not installed (Debian: clamav-daemon)';
  }
}

export async function startClamd(limits: { readonly streamBytes: number }): Promise<RealClamd> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-clamd-'));
  const socket = join(folder, 'clamd.ctl');
  const signature = Buffer.from(harmful).toString('hex');
  await writeFile(join(folder, 'own.ndb'), `Postern.Test.Pattern:0:*:${signature}\n`);
  const settings = [
    `DatabaseDirectory ${folder}`,
    `LocalSocket ${socket}`,
    `User ${userInfo().username}`,
    'Foreground yes',
    'MaxThreads 2',
    'AlertEncrypted yes',
    `StreamMaxLength ${limits.streamBytes}`,
  ];
  await writeFile(join(folder, 'clamd.conf'), `${settings.join('\n')}\n`);
  const clamd = spawn('clamd', ['--config-file', join(folder, 'clamd.conf')], { stdio: 'ignore' });
  const stop = async () => {
    await ended(clamd);
    await rm(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 300; tries++) {
    if (await listens(socket)) return { socket, stop };
    if (clamd.exitCode !== null) break;
    await pause(100);
  }
  await stop();
  throw new Error('clamd did not start; run it by hand with the same settings');
}

function listens(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket);
    probe.on('connect', () => resolve(probe.destroy() !== undefined));
    probe.on('error', () => resolve(false));
  });
}

function ended(clamd: ChildProcess): Promise<void> {
  if (clamd.exitCode !== null || clamd.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    clamd.once('exit', () => resolve());
    clamd.kill('SIGKILL');
  });
}
