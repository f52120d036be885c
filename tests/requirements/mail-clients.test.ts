// A protected document as Thunderbird, Outlook and Apple Mail send it, through real SMTP on both sides.
import { readFileSync } from 'node:fs';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GatewayUnderTest, startGatewayUnderTest } from '../harness/gateway-under-test.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.nextHop.taken.length = 0;
});

const ana = 'ana.sousa@agency.example';
const ben = 'ben.okafor@agency.example';
const webmail = 'ana.sousa77@gmail.com';
const everybody = `To: Ben Okafor <${ben}>, ${webmail}`;

const clients = ['thunderbird', 'outlook', 'outlook-winmail', 'apple-mail'];
const kinds = ['word', 'pdf'];
const mails = clients.flatMap((client) => kinds.map((kind) => ({ client, kind })));

/** The fixture with these people in its visible To, under a Message-ID of its own. */
function mailTo(name: string, people: readonly string[], tag: string): string {
  const raw = readFileSync(new URL(`../fixtures/mails/${name}.eml`, import.meta.url), 'latin1');
  expect(raw).toContain(everybody);
  return raw.replace(everybody, `To: ${people.join(', ')}`).replace(/^(Message-I[dD]: <)/m, `$1${tag}.`);
}

/** Repeated attempts are told to the security contact as well. */
function served(): readonly string[] {
  return gateway.nextHop.taken
    .flatMap(({ recipients }) => recipients)
    .filter((address) => address !== 'security@agency.example');
}

async function expectRefusal(): Promise<void> {
  const report = await gateway.delivered(ana, (raw) => raw.includes('Action: failed'));
  expect(report).toContain('Status: 5.7.1');
  expect(report).toContain(webmail);
  const { text = '', html } = await simpleParser(report);
  expect(text).toContain('PROTECTED B');
  expect(text).toMatch(/What you can do:[\s\S]*Ce que vous pouvez faire/);
  expect(`${text}${String(html)}`).not.toContain('heron');
}

describe.each(mails)('a protected document from $client as $kind', ({ client, kind }) => {
  const name = `${client}-${kind}`;

  it('R-203 R-204 reaches a colleague unchanged', async () => {
    const raw = mailTo(name, [ben], 'colleague');
    expect((await gateway.send('outbound', ana, [ben], Buffer.from(raw, 'latin1'))).code).toBe(250);
    expect((await gateway.delivered(ben)).endsWith(raw)).toBe(true);
    expect(served()).toEqual([ben]);
  });

  it('R-201 R-204 does not leave for a personal address, and the sender is told', async () => {
    const raw = mailTo(name, [webmail], 'personal');
    expect((await gateway.send('outbound', ana, [webmail], Buffer.from(raw, 'latin1'))).code).toBe(250);
    await expectRefusal();
    expect(served()).toEqual([ana]);
  });

  it('R-201 R-209 goes to the colleague alone when sent to both, and the sender is told', async () => {
    const raw = mailTo(name, [ben, webmail], 'both');
    expect((await gateway.send('outbound', ana, [ben, webmail], Buffer.from(raw, 'latin1'))).code).toBe(250);
    expect((await gateway.delivered(ben)).endsWith(raw)).toBe(true);
    await expectRefusal();
    expect([...served()].sort()).toEqual([ana, ben]);
  });
});
