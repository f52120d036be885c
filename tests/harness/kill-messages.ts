// The mails of the kill runs, and what must become of each recipient.
import type { Random } from './random.ts';

export type Fate = 'served' | 'stopped';

export interface TestMail {
  readonly direction: 'inbound' | 'outbound';
  readonly from: string;
  readonly raw: Buffer;
  /** Expected fate by recipient when the next hop takes everything. */
  readonly recipients: ReadonlyMap<string, Fate>;
  /** Something that must not reach anybody: only then may the bytes differ below our own fields. */
  readonly stripped: string | null;
}

const staff = ['ana', 'ben', 'chloe', 'dev'].map((name) => `${name}@agency.example`);
const outside = ['info@supplier.example', 'me.myself@gmail.com', 'desk@council.example'];

export function testMail(seed: number, random: Random): TestMail {
  return random.chance(0.6) ? outboundMail(seed, random) : inboundMail(seed, random);
}

function outboundMail(seed: number, random: Random): TestMail {
  const marked = random.chance(0.6);
  const from = 'erin@agency.example';
  const recipients = new Map<string, Fate>();
  for (const address of some(staff, random)) recipients.set(address, 'served');
  for (const address of random.chance(0.8) ? some(outside, random) : [])
    recipients.set(address, marked ? 'stopped' : 'served');
  const body = `${marked ? 'PROTECTED B\r\n\r\n' : ''}Notes of meeting ${seed}.\r\n.\r\n..dots\r\n${marked ? '\r\nPROTECTED B\r\n' : ''}`;
  return {
    direction: 'outbound',
    from,
    recipients,
    raw: plain(seed, from, [...recipients.keys()], body),
    stripped: null,
  };
}

function inboundMail(seed: number, random: Random): TestMail {
  const from = 'writer@elsewhere.example';
  const to = some(staff, random);
  const kind = random.pick(['plain', 'program', 'locked']);
  const fate: Fate = kind === 'locked' ? 'stopped' : 'served';
  const recipients = new Map(to.map((address) => [address, fate]));
  if (kind === 'plain') {
    return { direction: 'inbound', from, recipients, raw: plain(seed, from, to, `Hello ${seed}\r\n`), stripped: null };
  }
  const content = kind === 'program' ? program() : lockedZip();
  const name = kind === 'program' ? 'setup.exe' : 'papers.zip';
  const stripped = kind === 'program' ? content.toString('base64').slice(0, 60) : null;
  return { direction: 'inbound', from, recipients, raw: withAttachment(seed, from, to, name, content), stripped };
}

function some(all: readonly string[], random: Random): string[] {
  const chosen = all.filter(() => random.chance(0.5));
  return chosen.length > 0 ? chosen : all.slice(0, 1);
}

function head(seed: number, from: string, to: readonly string[]): string {
  return [
    `From: <${from}>`,
    `To: ${to.map((address) => `<${address}>`).join(', ')}`,
    `Subject: run ${seed}`,
    `Message-ID: <run-${seed}@test.example>`,
    'Date: Mon, 02 Nov 2026 10:00:00 +0000',
    'MIME-Version: 1.0',
  ].join('\r\n');
}

function plain(seed: number, from: string, to: readonly string[], body: string): Buffer {
  return Buffer.from(`${head(seed, from, to)}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${body}`);
}

function withAttachment(seed: number, from: string, to: readonly string[], name: string, content: Buffer): Buffer {
  const encoded = content.toString('base64').replace(/.{76}/g, '$&\r\n');
  return Buffer.from(
    `${head(seed, from, to)}\r\nContent-Type: multipart/mixed; boundary="b${seed}"\r\n\r\n--b${seed}\r\n` +
      `Content-Type: text/plain\r\n\r\nSee the file.\r\n--b${seed}\r\n` +
      `Content-Type: application/octet-stream; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\n` +
      `Content-Transfer-Encoding: base64\r\n\r\n${encoded}\r\n--b${seed}--\r\n`,
  );
}

/** The shortest thing with the look of a Windows program. */
export function program(): Buffer {
  const bytes = Buffer.alloc(512);
  bytes.write('MZ', 0, 'latin1');
  bytes.writeUInt32LE(0x80, 0x3c);
  bytes.write('PE\0\0', 0x80, 'latin1');
  bytes.writeUInt16LE(0x14c, 0x84);
  bytes.write('This program cannot be run in DOS mode', 0x40, 'latin1');
  return bytes;
}

/** A zip with one encrypted entry (general purpose bit 0, APPNOTE 4.4.4). */
export function lockedZip(): Buffer {
  const name = Buffer.from('notes.txt');
  const content = Buffer.alloc(40, 0x5a);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(1, 6);
  local.writeUInt32LE(content.length, 18);
  local.writeUInt32LE(content.length - 12, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 4);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(1, 8);
  central.writeUInt32LE(content.length, 20);
  central.writeUInt32LE(content.length - 12, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + content.length, 16);
  return Buffer.concat([local, name, content, central, name, end]);
}
