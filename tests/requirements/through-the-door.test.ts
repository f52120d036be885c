// The promises of the first walking gateway, through real SMTP on both sides.
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { callControl } from '../../adapters/local/control-socket.ts';
import { operator, signRelease } from '../../adapters/local/opening-proof.ts';
import type { HeldItem } from '../../core/model/ledger.ts';
import { type GatewayUnderTest, startGatewayUnderTest } from '../harness/gateway-under-test.ts';
import { lockedZip, program } from '../harness/kill-messages.ts';

let gateway: GatewayUnderTest;
beforeAll(async () => {
  gateway = await startGatewayUnderTest();
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.nextHop.taken.length = 0;
});

const ana = 'ana@agency.example';
const ben = 'ben@agency.example';
const webmail = 'ana.private@gmail.com';

function mail(headers: Readonly<Record<string, string>>, body: string): string {
  const all = { From: `Ana <${ana}>`, To: ben, Subject: 'a note', 'Message-ID': '<1@agency.example>', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `${lines.join('\r\n')}\r\n\r\n${body.replaceAll('\n', '\r\n')}`;
}

function withFile(name: string, content: Buffer): string {
  const encoded = content.toString('base64').replace(/.{76}/g, '$&\n');
  return mail(
    {
      From: 'Someone <someone@elsewhere.example>',
      'MIME-Version': '1.0',
      'Content-Type': 'multipart/mixed; boundary=b',
    },
    `--b\nContent-Type: text/plain\n\nPlease see the file.\n--b\nContent-Type: application/octet-stream; name="${name}"\n` +
      `Content-Disposition: attachment; filename="${name}"\nContent-Transfer-Encoding: base64\n\n${encoded}\n--b--\n`,
  );
}

async function heldFor(address: string): Promise<HeldItem> {
  const items = (await callControl(gateway.folder, 'held-list', {})) as readonly HeldItem[];
  const found = items.find((item) => item.recipients.some((recipient) => recipient.address === address));
  if (found === undefined) throw new Error(`nothing is held for ${address}`);
  return found;
}

describe('mail through the door', () => {
  it('R-101 hands on what is harmless byte for byte, with a verdict on top', async () => {
    const raw = mail({}, 'Hello Ben,\n.leading dot\n\ttab and caf\xe9\n');
    expect((await gateway.send('outbound', ana, [ben], Buffer.from(raw, 'latin1'))).code).toBe(250);
    const copy = await gateway.delivered(ben);
    expect(copy.endsWith(raw)).toBe(true);
    expect(copy.slice(0, copy.length - raw.length)).toMatch(/^Received: [\s\S]*\r\nPostern-Verdict: deliver; id=/);
  });

  it('R-201 R-209 stops a marked document to a personal address only, and tells the sender why and what to do', async () => {
    const raw = mail({ To: `${ben}, ${webmail}` }, 'PROTECTED B\n\nThe zebra figures.\n\nPROTECTED B\n');
    expect((await gateway.send('outbound', ana, [ben, webmail], raw)).code).toBe(250);
    await gateway.delivered(ben);
    const report = await gateway.delivered(ana);
    expect(gateway.nextHop.taken.flatMap(({ recipients }) => recipients)).not.toContain(webmail);
    expect(report).toContain('Action: failed');
    expect(report).toContain('Status: 5.7.1');
    const { text = '', html } = await simpleParser(report);
    expect(text).toContain(webmail);
    expect(text).toContain('PROTECTED B');
    expect(text).toContain('CALGARY, Examples of Unacceptable Use, 9');
    expect(text).toMatch(/What you can do:[\s\S]*Ce que vous pouvez faire/);
    expect(`${text}${String(html)}`).not.toContain('zebra');
  });

  it('R-201 R-605 stops it under the null sender too, whoever the From field claims to be', async () => {
    const raw = mail(
      { From: 'reeve@council.agency.example', 'Message-ID': '<5@agency.example>' },
      'PROTECTED B\n\nThe otter figures.\n\nPROTECTED B\n',
    );
    expect((await gateway.send('outbound', '', [ben, webmail], raw)).code).toBe(250);
    await gateway.delivered(ben);
    expect(gateway.nextHop.taken.flatMap(({ recipients }) => recipients)).not.toContain(webmail);
  });

  it('R-601 names nobody to the sender who is not in To or Cc', async () => {
    const raw = mail({ 'Message-ID': '<2@agency.example>' }, 'SECRET\n\nThe walrus figures.\n\nSECRET\n');
    await gateway.send('outbound', ana, [ben, webmail], raw);
    const report = await gateway.delivered(ana);
    expect(report).not.toContain(webmail);
    expect(await gateway.delivered(ben)).not.toContain(webmail);
  });

  it('R-102 takes an unsafe attachment out, leaves a notice in its place and delivers the rest', async () => {
    const content = program();
    expect(
      (await gateway.send('inbound', 'someone@elsewhere.example', [ben], withFile('setup.exe', content))).code,
    ).toBe(250);
    const copy = await gateway.delivered(ben);
    expect(copy).toContain('Please see the file.');
    expect(copy).not.toContain(content.toString('base64').slice(0, 60));
    const { text = '', attachments } = await simpleParser(copy);
    expect(`${text}${attachments.map(({ content: bytes }) => bytes.toString()).join('')}`).toMatch(
      /setup\.exe[\s\S]*removed[\s\S]*retirée/,
    );
  });

  it('R-103 holds what cannot be opened, shows facts only, and releases it to the proof of a decider alone', async () => {
    const raw = withFile('papers.zip', lockedZip());
    expect((await gateway.send('inbound', 'someone@elsewhere.example', ['cleo@agency.example'], raw)).code).toBe(250);
    const item = await heldFor('cleo@agency.example');
    expect(gateway.nextHop.taken).toEqual([]);
    const facts = JSON.stringify(await callControl(gateway.folder, 'held-show', item.id));
    expect(facts).toContain('encrypted');
    expect(facts).not.toContain('Please see the file');
    // As notices and replies give it.
    const reference = item.attempt.replace(/^(.{16}).*(\.\d+)$/, '$1$2');
    expect(JSON.stringify(await callControl(gateway.folder, 'held-show', reference))).toBe(facts);

    const proof = signRelease(gateway.folder, item.id, operator, Date.now() + 60_000);
    const forged = { ...proof, item: 'f'.repeat(32) };
    await expect(callControl(gateway.folder, 'held-release', { item: item.id, proof: forged })).rejects.toThrow();
    expect(gateway.nextHop.taken).toEqual([]);
    await callControl(gateway.folder, 'held-release', { item: item.id, proof });
    expect((await gateway.delivered('cleo@agency.example')).endsWith(raw)).toBe(true);
  });

  it('R-301 R-305 lets a password go to a colleague, and tells the sender to change it without repeating it', async () => {
    const raw = mail(
      { 'Message-ID': '<3@agency.example>' },
      'Hi Ben, the password for the portal is Kestrel!4471 until Friday.\n',
    );
    expect((await gateway.send('outbound', ana, [ben], raw)).code).toBe(250);
    expect(await gateway.delivered(ben)).toContain('Postern-Verdict: flag');
    const notice = await gateway.delivered(ana);
    expect(notice).toContain('Auto-Submitted: auto-replied');
    const { text = '', html } = await simpleParser(notice);
    expect(`${text}${String(html)}${gateway.log.join()}`).not.toContain('Kestrel');
    expect(text.toLowerCase()).toContain('change');
  });

  it('R-101 asks the client to try again while the next hop is away, and serves each recipient once', async () => {
    const raw = mail({ 'Message-ID': '<4@agency.example>' }, 'Once only.\n');
    gateway.nextHop.data.push(451);
    expect((await gateway.send('outbound', ana, [ben], raw)).code).toBe(451);
    expect((await gateway.send('outbound', ana, [ben], raw)).code).toBe(250);
    expect(gateway.nextHop.taken.filter(({ raw: copy }) => copy.includes('Once only.'))).toHaveLength(1);
  });

  it('R-601 never writes to an outside sender', async () => {
    await gateway.send(
      'inbound',
      'victim@elsewhere.example',
      ['dora@agency.example'],
      withFile('papers.zip', lockedZip()),
    );
    await heldFor('dora@agency.example');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(gateway.nextHop.taken).toEqual([]);
  });

  it('answers health and scans a message over HTTP', async () => {
    expect(await (await fetch(`${gateway.http}/healthz`)).json()).toMatchObject({ status: 'ok' });
    const answer = await fetch(`${gateway.http}/api/v1/scan`, {
      method: 'POST',
      headers: { 'content-type': 'message/rfc822' },
      body: mail({ To: webmail }, 'TOP SECRET\n\ntext\n'),
    });
    expect(await answer.json()).toMatchObject({ outcome: 'block', recipients: [{ relation: 'personal' }] });
  });
});
