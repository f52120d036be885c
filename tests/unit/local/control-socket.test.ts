import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ControlCommands, callControl, NotRunning, serveControl } from '../../../adapters/local/control-socket.ts';
import { AlreadyRunning, takeLock } from '../../../adapters/local/folder-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'control-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const commands: ControlCommands = {
  echo: async (parameters) => parameters,
  nothing: async () => undefined,
  fail: async () => {
    throw new Error('there is no held item of that id');
  },
};

describe('the control socket', () => {
  it('carries requests and answers, several at a time', async () => {
    const server = await serveControl(folder, commands);
    const asked = [{ to: 'é\n"' }, [1, 2], null, 'x'.repeat(300_000)];
    expect(await Promise.all(asked.map((one) => callControl(folder, 'echo', one)))).toEqual(asked);
    expect(await callControl(folder, 'nothing', {})).toBeNull();
    await server.close();
  });

  it('tells what went wrong, and goes on', async () => {
    const server = await serveControl(folder, commands);
    await expect(callControl(folder, 'fail', null)).rejects.toThrow('no held item');
    await expect(callControl(folder, 'toString', null)).rejects.toThrow('does not know this command');
    expect(await callControl(folder, 'echo', 1)).toBe(1);
    await server.close();
  });

  it('is for the owner of the data folder alone', async () => {
    const server = await serveControl(folder, commands);
    expect(statSync(join(folder, 'control.sock')).mode & 0o777).toBe(0o600);
    await server.close();
  });

  it('survives who sends nonsense, or without end', async () => {
    const server = await serveControl(folder, commands);
    const socket = connect(join(folder, 'control.sock'));
    socket.on('error', () => undefined);
    socket.write('not json\n');
    expect(JSON.parse(String((await once(socket, 'data'))[0]))).toHaveProperty('error');
    socket.write('x'.repeat(3_000_000));
    await new Promise((resolve) => socket.once('close', resolve));
    expect(await callControl(folder, 'echo', 1)).toBe(1);
    await server.close();
  });

  it('says when no gateway runs, also when one was killed here', async () => {
    await expect(callControl(folder, 'echo', 1)).rejects.toBeInstanceOf(NotRunning);
    writeFileSync(join(folder, 'control.sock'), '');
    await expect(callControl(folder, 'echo', 1)).rejects.toBeInstanceOf(NotRunning);
    const server = await serveControl(folder, commands);
    expect(await callControl(folder, 'echo', 1)).toBe(1);
    await server.close();
  });
});

describe('the lock of the data folder', () => {
  it('is held by one, and free again after', async () => {
    const lock = await takeLock(folder);
    await expect(takeLock(folder)).rejects.toThrow(AlreadyRunning);
    await lock.release();
    await (await takeLock(folder)).release();
    expect(existsSync(join(folder, 'lock.pid'))).toBe(false);
  });

  it('R-703 keeps a second process out, and outlives no process that was killed', async () => {
    const program = fileURLToPath(new URL('./hold-lock.ts', import.meta.url));
    const holder = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    await expect(takeLock(folder)).rejects.toThrow(`${holder.pid}`);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await (await takeLock(folder)).release();
  });
});
