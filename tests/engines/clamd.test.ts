// The clamd engine against a real clamd: found inside attachments, limits, silence, several hosts.
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clamdEngine } from '../../adapters/clamd/clamd-engine.ts';
import { clamdMissing, harmful, type RealClamd, startClamd } from './real-clamd.ts';

const missing = clamdMissing();
if (missing !== null) process.stderr.write(`skipped: the clamd engine against a real clamd: ${missing}\n`);

function mail(content: string): Uint8Array {
  return Buffer.from(
    [
      'From: a@elsewhere.example',
      'Subject: file',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: application/octet-stream; name="a.bin"',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename="a.bin"',
      '',
      ...(Buffer.from(content)
        .toString('base64')
        .match(/.{1,76}/g) ?? []),
      '--b--',
      '',
    ].join('\r\n'),
  );
}

describe.skipIf(missing !== null)('R-102 clamd', () => {
  let clamd: RealClamd;
  let engine: ReturnType<typeof clamdEngine>;
  beforeAll(async () => {
    clamd = await startClamd({ streamBytes: 3_000_000 });
    engine = clamdEngine({ hosts: [{ path: clamd.socket }], time: 20_000 });
  }, 60_000);
  afterAll(() => clamd?.stop());

  it('finds what it has a signature of inside an encoded attachment', async () => {
    expect(await engine.inspect(mail(`x ${harmful} y`), '')).toEqual({
      state: 'malware',
      name: 'Postern.Test.Pattern.UNOFFICIAL',
    });
  });

  it('passes a harmless mail of many chunks', async () => {
    expect(await engine.inspect(mail('harmless '.repeat(200_000)), '')).toEqual({ state: 'clean' });
  });

  it('R-103 a mail over its size limit has no verdict', async () => {
    const verdict = await engine.inspect(mail('z'.repeat(6_000_000)), '');
    expect(verdict).toMatchObject({ state: 'unscanned', why: expect.stringContaining('size limit exceeded') });
  });

  it('judges many at once, each by itself', async () => {
    const mails = Array.from({ length: 40 }, (_, i) => mail(i % 4 === 0 ? harmful : `letter ${i}`));
    const states = await Promise.all(mails.map(async (raw) => (await engine.inspect(raw, '')).state));
    expect(states).toEqual(mails.map((_, i) => (i % 4 === 0 ? 'malware' : 'clean')));
  });

  it('asks the next host when one is away or says nothing', async () => {
    const mute = await muteServer();
    const hosts = [{ port: 1, host: '127.0.0.1' }, { port: mute.port, host: '127.0.0.1' }, { path: clamd.socket }];
    const several = clamdEngine({ hosts, time: 300 });
    expect(await several.inspect(mail(harmful), '')).toMatchObject({ state: 'malware' });
    expect(await several.answers()).toBe(true);
    mute.server.close();
  });

  it('tells whether it answers', async () => {
    expect(await engine.answers()).toBe(true);
  });
});

describe('R-101 an engine that is away', () => {
  it('rejects rather than passes, when nobody listens and when nobody answers', async () => {
    const mute = await muteServer();
    for (const host of [
      { port: 1, host: '127.0.0.1' },
      { port: mute.port, host: '127.0.0.1' },
    ]) {
      const engine = clamdEngine({ hosts: [host], time: 200 });
      await expect(engine.inspect(mail('letter'), '')).rejects.toThrow();
      expect(await engine.answers()).toBe(false);
    }
    mute.server.close();
  });
});

async function muteServer(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((socket) => socket.on('error', () => undefined).resume());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server: server.unref(), port: typeof address === 'object' && address !== null ? address.port : 0 };
}
