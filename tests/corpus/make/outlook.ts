// Outlook's own forms of a message: winmail.dat ([MS-OXTNEF]) and .msg ([MS-OXMSG]).
import { compoundFile, type Storage, type Stream } from './cfb.ts';

export interface OutlookMessage {
  readonly subject: string;
  readonly body: string;
  readonly attachments: readonly { readonly name: string; readonly content: Buffer }[];
}

/** Class, subject, body and attachments as attributes of their own, the way old clients wrote them. */
export function tnef({ subject, body, attachments }: OutlookMessage): Buffer {
  const parts = [
    attribute(1, 0x00089006, Buffer.from([0, 0, 1, 0])),
    attribute(1, 0x00078008, zeroEnded('IPM.Microsoft Mail.Note')),
    attribute(1, 0x00018004, zeroEnded(subject)),
    attribute(1, 0x0002800c, zeroEnded(body)),
  ];
  for (const { name, content } of attachments) {
    const rendering = Buffer.alloc(14);
    rendering.writeUInt16LE(1, 0);
    rendering.writeUInt32LE(0xffffffff, 2);
    parts.push(attribute(2, 0x00069002, rendering));
    parts.push(attribute(2, 0x00018010, zeroEnded(name)));
    parts.push(attribute(2, 0x0006800f, content));
  }
  return Buffer.concat([Buffer.from('789f3e220100', 'hex'), ...parts]);
}

function attribute(level: number, id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt8(level, 0);
  head.writeUInt32LE(id, 1);
  head.writeUInt32LE(data.length, 5);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(data.reduce((total, byte) => (total + byte) & 0xffff, 0));
  return Buffer.concat([head, data, sum]);
}

function zeroEnded(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'latin1');
}

export function msg(message: OutlookMessage): Buffer {
  const attachments: Storage[] = message.attachments.map(({ name, content }, i) => ({
    name: `__attach_version1.0_#${String(i).padStart(8, '0')}`,
    children: [
      properties(8, [
        [0x0003, 0x3705, 1],
        [0x0102, 0x3701, content.length],
      ]),
      wide(0x3707, name),
      { name: '__substg1.0_37010102', content },
    ],
  }));
  return compoundFile([
    properties(32, [[0x0003, 0x340d, 0x40000]]),
    wide(0x001a, 'IPM.Note'),
    wide(0x0037, message.subject),
    wide(0x1000, message.body),
    {
      name: '__nameid_version1.0',
      children: [
        { name: '__substg1.0_00020102', content: Buffer.alloc(0) },
        { name: '__substg1.0_00030102', content: Buffer.alloc(0) },
        { name: '__substg1.0_00040102', content: Buffer.alloc(0) },
      ],
    },
    ...attachments,
  ]);
}

function wide(id: number, text: string): Stream {
  return {
    name: `__substg1.0_${id.toString(16).toUpperCase().padStart(4, '0')}001F`,
    content: Buffer.from(text, 'utf16le'),
  };
}

function properties(header: number, values: readonly (readonly [number, number, number])[]): Stream {
  const content = Buffer.alloc(header + values.length * 16);
  if (header >= 32) content.writeUInt32LE(1, 20);
  values.forEach(([type, id, value], i) => {
    const at = header + i * 16;
    content.writeUInt16LE(type, at);
    content.writeUInt16LE(id, at + 2);
    content.writeUInt32LE(6, at + 4);
    content.writeUInt32LE(value, at + 8);
  });
  return { name: '__properties_version1.0', content };
}
