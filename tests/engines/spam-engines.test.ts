// The spam engines in their own protocols, against small servers that answer as the programs do.
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { rspamdEngine } from '../../adapters/spam/rspamd-engine.ts';
import { spamdEngine } from '../../adapters/spam/spamd-engine.ts';

const raw = Buffer.from('From: a@elsewhere.example\r\n\r\nletter\r\n');
const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function portOf(server: Pick<Server, 'listen' | 'address' | 'close'>): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return (server.address() as AddressInfo).port;
}

async function rspamd(status: number, answer: string) {
  const asked: string[] = [];
  const server = createHttp((request, response) => {
    let body = '';
    request.on('data', (data) => {
      body += data;
    });
    request.on('end', () => {
      asked.push(`${request.method} ${request.url} ${request.headers.from ?? ''} ${body.length}`);
      response.writeHead(status, { 'content-type': 'application/json' }).end(answer);
    });
  });
  return { engine: rspamdEngine({ url: `http://127.0.0.1:${await portOf(server)}`, time: 2_000 }), asked };
}

async function spamd(answer: string) {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    socket.resume().on('end', () => socket.end(answer));
  });
  return spamdEngine({ host: { host: '127.0.0.1', port: await portOf(server) }, time: 2_000 });
}

describe('R-105 rspamd', () => {
  it('an action against the mail is a verdict with score and marks', async () => {
    const { engine, asked } = await rspamd(
      200,
      '{"score":17.2,"required_score":15,"action":"reject","symbols":{"BULK":{"score":9}}}',
    );
    expect(await engine.inspect(raw, 'a@elsewhere.example')).toEqual({
      state: 'unwanted',
      score: 17.2,
      threshold: 15,
      marks: ['BULK'],
    });
    expect(asked).toEqual([`POST /checkv2 a@elsewhere.example ${raw.length}`]);
  });

  it('no action is clean', async () => {
    const { engine } = await rspamd(200, '{"score":1,"required_score":15,"action":"no action","symbols":{}}');
    expect(await engine.inspect(raw, '')).toEqual({ state: 'clean' });
  });

  it('R-101 an error or a strange answer is no pass', async () => {
    const broken = await rspamd(500, '{}');
    await expect(broken.engine.inspect(raw, '')).rejects.toThrow('500');
    const strange = await rspamd(200, '{}');
    expect(await strange.engine.inspect(raw, '')).toMatchObject({ state: 'unscanned' });
  });
});

describe('R-105 spamd', () => {
  it('reads score, threshold and tests', async () => {
    const engine = await spamd('SPAMD/1.1 0 EX_OK\r\nContent-length: 9\r\nSpam: True ; 15.5 / 5.0\r\n\r\nBULK,LOUD');
    expect(await engine.inspect(raw, '')).toEqual({
      state: 'unwanted',
      score: 15.5,
      threshold: 5,
      marks: ['BULK', 'LOUD'],
    });
  });

  it('below the threshold is clean; an error is no verdict; silence rejects', async () => {
    const ham = await spamd('SPAMD/1.1 0 EX_OK\r\nSpam: False ; 0.1 / 5.0\r\n\r\n');
    expect(await ham.inspect(raw, '')).toEqual({ state: 'clean' });
    const error = await spamd('SPAMD/1.0 76 Bad header line\r\n');
    expect(await error.inspect(raw, '')).toMatchObject({ state: 'unscanned' });
    const silent = await spamd('');
    await expect(silent.inspect(raw, '')).rejects.toThrow('hung up');
  });
});
