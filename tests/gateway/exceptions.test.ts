// A block is lifted for one mail, appealed on record, and put up by what was registered meanwhile: through a whole gateway.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callControl } from '../../adapters/local/control-socket.ts';
import { run as documents } from '../../cli/documents.ts';
import { run as records } from '../../cli/records.ts';
import type { Appeal, SenderException } from '../../core/model/exception.ts';
import { type GatewayUnderTest, startGatewayUnderTest } from '../harness/gateway-under-test.ts';
import { sentences } from '../unit/detect/registered.ts';

const pat = 'pat.smith@agency.example';
const home = 'pat_smith@gmail.com';
const chief = 'lee.jones@agency.example';
let gateway: GatewayUnderTest;

beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.close());

function mail(subject: string, body: string, to = home): string {
  return `From: Pat Smith <${pat}>\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\n${body}\r\n`;
}

const marked = (subject: string) => mail(subject, 'PROTECTED B\r\n\r\nThe plan is attached.');
const call = (command: string, parameters: unknown) => callControl(gateway.folder, command, parameters);

/** The gateway answers when everybody's fate is durable, so what was handed over is there by then. */
async function isServed(subject: string, raw: string, to = home): Promise<boolean> {
  const { code } = await gateway.send('outbound', pat, [to], raw);
  expect(code).toBe(250);
  return gateway.nextHop.taken.some(
    ({ recipients, raw: taken }) => recipients.includes(to) && taken.toString('latin1').includes(`Subject: ${subject}`),
  );
}

describe('R-210 one-time exceptions', () => {
  const asked = { sender: pat, recipient: home, clause: null, why: 'the hearing is tomorrow, remote access is down' };

  it('lets one mail go after somebody else granted it, and no second', async () => {
    expect(await isServed('first', marked('first'))).toBe(false);
    const { id } = (await call('exception-ask', { ...asked, by: pat })) as SenderException;
    expect(await isServed('second', marked('second'))).toBe(false);
    const grant = { id, why: 'agreed', until: Date.now() + 3_600_000 };
    await expect(call('exception-decide', { ...grant, by: pat })).rejects.toThrow(/right|somebody else/);
    await call('exception-decide', { ...grant, by: chief });
    expect(await isServed('third', marked('third'))).toBe(true);
    expect(await isServed('fourth', marked('fourth'))).toBe(false);
    const [exception] = (await call('exception-list', {})) as readonly SenderException[];
    expect(exception).toMatchObject({ state: 'used', askedBy: pat, decision: { by: chief } });
  });

  it('holds for nobody else, and not when it was refused', async () => {
    const other = 'kim.brown@gmail.com';
    const { id } = (await call('exception-ask', { ...asked, by: pat })) as SenderException;
    await call('exception-decide', { id, by: chief, why: 'use remote access', until: null });
    expect(await isServed('fifth', marked('fifth'))).toBe(false);
    expect(await isServed('sixth', mail('sixth', 'PROTECTED B', other), other)).toBe(false);
  });

  it('asks for a reason, and for an end within two weeks', async () => {
    await expect(call('exception-ask', { ...asked, why: '', by: pat })).rejects.toThrow('reason');
    const { id } = (await call('exception-ask', { ...asked, by: pat })) as SenderException;
    const long = { id, by: chief, why: 'agreed', until: Date.now() + 60 * 24 * 3_600_000 };
    await expect(call('exception-decide', long)).rejects.toThrow('14 days');
  });
});

describe('R-212 appeals', () => {
  it('are recorded with the body that decides and with its outcome, never decided by who appeals', async () => {
    const appeal = (await call('appeal-lodge', {
      against: 'first',
      by: pat,
      why: 'the document is public already',
    })) as Appeal;
    expect(appeal).toMatchObject({ state: 'lodged', body: 'Information Security Committee' });
    const uphold = { id: appeal.id, uphold: true, why: 'published last year' };
    await expect(call('appeal-decide', { ...uphold, by: pat })).rejects.toThrow();
    expect(await call('appeal-decide', { ...uphold, by: chief })).toMatchObject({ state: 'upheld' });
    await expect(call('appeal-decide', { ...uphold, by: chief })).rejects.toThrow('already upheld');
    expect(await call('appeal-list', {})).toHaveLength(1);
  });
});

describe('R-206, R-207 what is registered while the gateway runs', () => {
  it('is recognised in the next mail', async () => {
    const files = await mkdtemp(join(tmpdir(), 'postern-files-'));
    try {
      const text = sentences(5, 400);
      const somebody = 'reader@elsewhere.example';
      const pasted = (subject: string) =>
        mail(subject, text.slice(300, 800).toUpperCase().replaceAll('\n', '\r\n'), somebody);
      expect(await isServed('before', pasted('before'), somebody)).toBe(true);
      await writeFile(join(files, 'memo.txt'), text);
      await writeFile(join(files, 'clients.csv'), 'client,name\nCL-4711-09,Jane Doe\nCL-4711-10,Wei Zhang\n');
      const data = ['--data', gateway.folder];
      expect(await documents(['add', '--level', 'PROTECTED B', ...data, join(files, 'memo.txt')])).toBe(0);
      expect(await records(['add', ...data, join(files, 'clients.csv')])).toBe(0);
      expect(await isServed('after', pasted('after'), somebody)).toBe(false);
      const about = mail('client', 'It is about cl 4711 10.', somebody);
      expect(await isServed('client', about, somebody)).toBe(false);
    } finally {
      await rm(files, { recursive: true });
    }
  }, 90_000);
});
