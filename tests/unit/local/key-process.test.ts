import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalKeys, startKeys } from '../../../adapters/local/key-client.ts';
import { utcDay } from '../../../adapters/local/key-protocol.ts';
import { operator, signRelease } from '../../../adapters/local/opening-proof.ts';
import { Refused } from '../../../core/ports.ts';

let folder: string;
let keys: LocalKeys | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keys-'));
});
afterEach(async () => {
  await keys?.close();
  keys = null;
  rmSync(folder, { recursive: true, force: true });
});

async function start(report?: (cause: unknown) => void): Promise<LocalKeys> {
  keys = await startKeys(folder, report);
  return keys;
}

async function restart(): Promise<LocalKeys> {
  await keys?.close();
  return start();
}

const plain = Buffer.from('held content');
const day = 24 * 60 * 60 * 1000;
const proof = () => signRelease(folder, 'item', operator, Date.now() + 60_000);

/** Waits until a condition holds; the test's own time limit ends it. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function processesOn(store: string): number {
  const running = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isRunning(Number(name)));
  return running.filter((pid) => commandLine(pid).includes(store)).length;
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

describe('the key store', () => {
  it('is readable by its owner alone', async () => {
    await start();
    const store = join(folder, 'keys');
    expect(statSync(store).mode & 0o777).toBe(0o700);
    for (const entry of readdirSync(store, { recursive: true, withFileTypes: true })) {
      const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o777;
      expect([entry.name, mode]).toEqual([entry.name, entry.isDirectory() ? 0o700 : 0o600]);
    }
  });

  it('keeps its keys from one start to the next', async () => {
    const first = await start();
    const sealed = await first.seal('item', plain);
    const print = first.fingerprint('x');
    const second = await restart();
    expect(second.fingerprint('x')).toBe(print);
    expect(plain.equals(await second.open('item', sealed, proof()))).toBe(true);
  });

  it('R-703 does not replace a lost key with a new one, since what was sealed needs the old', async () => {
    await start();
    rmSync(join(folder, 'keys', 'master.key'));
    await expect(restart()).rejects.toThrow('restore it from a backup');
  });

  it('R-403 refuses a decider from the moment they are taken out', async () => {
    const running = await start();
    const sealed = await running.seal('item', plain);
    const early = proof();
    rmSync(join(folder, 'keys', 'deciders', 'operator.pub'));
    await expect(running.open('item', sealed, early)).rejects.toBeInstanceOf(Refused);
  });

  it('R-403 signs nothing for who cannot read the private key', async () => {
    await start();
    expect(() => signRelease(folder, 'item', 'nobody', Date.now())).toThrow(Refused);
    expect(() => signRelease(folder, 'item', '../operator', Date.now())).toThrow(Refused);
  });
});

describe('the key process', () => {
  it('R-703 is replaced when it dies, and finishes what it was asked', async () => {
    const running = await start();
    const sealed = await running.seal('item', plain);
    const lost = running.pid();
    expect(lost).toBeDefined();
    const asked = running.open('item', sealed, proof());
    process.kill(lost ?? 0, 'SIGKILL');
    expect(plain.equals(await asked)).toBe(true);
    const replaced = running.pid();
    expect(plain.equals(await running.open('item', sealed, proof()))).toBe(true);
    expect(running.pid() ?? replaced).not.toBe(lost);
  });

  it('R-703 is started again when it was lost as it started', async () => {
    const reported: unknown[] = [];
    const running = await start((cause) => reported.push(cause));
    const sealed = await running.seal('item', plain);
    const [key, away] = [join(folder, 'keys', 'master.key'), join(folder, 'away')];
    renameSync(key, away);
    process.kill(running.pid() ?? 0, 'SIGKILL');
    await expect(running.open('item', sealed, proof())).rejects.toMatchObject({
      message: 'the key process cannot be started; it is tried again',
      cause: expect.objectContaining({ message: expect.stringContaining('restore it from a backup') }),
    });
    // Of one loss operators hear once, however often it is tried.
    await expect(running.rawKeyToday()).rejects.toThrow('cannot be started');
    expect(reported).toHaveLength(1);
    renameSync(away, key);
    expect(plain.equals(await running.open('item', sealed, proof()))).toBe(true);
  });

  it('leaves no process behind that was starting when it was closed', async () => {
    const running = await start();
    process.kill(running.pid() ?? 0, 'SIGKILL');
    await until(() => running.pid() === undefined && processesOn(folder) === 1);
    await running.close();
    expect(processesOn(folder)).toBe(0);
  });

  it('ends with the gateway, however that ends', async () => {
    const program = fileURLToPath(new URL('./gateway-with-keys.ts', import.meta.url));
    const gateway = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = Number(await new Promise((resolve) => gateway.stdout.once('data', resolve)));
    expect(isRunning(pid)).toBe(true);
    gateway.kill('SIGKILL');
    await until(() => !isRunning(pid));
  });

  it('answers nothing once it is closed', async () => {
    const running = await start();
    await running.close();
    await expect(running.rawKeyToday()).rejects.toThrow('closed');
  });
});

describe('the keys of raw copies', () => {
  it('are the same all day and known the day after', async () => {
    const running = await start();
    const today = await running.rawKeyToday();
    expect(await running.rawKeyToday()).toEqual(today);
    expect(await running.rawKey(today.day)).toEqual(today.key);
    const again = await restart();
    expect(await again.rawKey(today.day)).toEqual(today.key);
  });

  it('are destroyed after two days, also when nobody ran meanwhile', async () => {
    const days = join(folder, 'keys', 'days');
    mkdirSync(days, { recursive: true });
    const [yesterday, before] = [utcDay(Date.now() - day), utcDay(Date.now() - 2 * day)];
    for (const name of [yesterday, before]) writeFileSync(join(days, name), Buffer.alloc(32, 1));
    const running = await start();
    expect(await running.rawKey(before)).toBeNull();
    expect(await running.rawKey(yesterday)).not.toBeNull();
    expect(readdirSync(days)).toEqual([yesterday]);
  });

  it('are asked for by day only', async () => {
    const running = await start();
    expect(await running.rawKey('../master.key')).toBeNull();
  });
});
