// A VBA project ([MS-OVBA]) with one module that says hello.
import { compoundFile } from './cfb.ts';

const hello = 'Attribute VB_Name = "ThisDocument"\r\nSub AutoOpen()\r\nMsgBox "hello"\r\nEnd Sub\r\n';

/** The content of vbaProject.bin. `source` is that of its one module, 4,000 characters at most. */
export function macroProject(source = hello): Buffer {
  const directory = Buffer.concat([
    record(0x0003, Buffer.from([0xe4, 0x04])),
    record(0x000f, Buffer.from([1, 0])),
    record(0x0019, Buffer.from('ThisDocument')),
    record(0x001a, Buffer.from('ThisDocument')),
    record(0x0032, Buffer.from('ThisDocument', 'utf16le')),
    record(0x0031, Buffer.alloc(4)),
    record(0x002b, Buffer.alloc(0)),
    record(0x0010, Buffer.alloc(0)),
  ]);
  return compoundFile([
    {
      name: 'VBA',
      children: [
        { name: 'dir', content: packed(directory) },
        { name: '_VBA_PROJECT', content: Buffer.from('cc61ffff000000', 'hex') },
        { name: 'ThisDocument', content: packed(Buffer.from(source)) },
      ],
    },
    { name: 'PROJECT', content: Buffer.from('Document=ThisDocument/&H00000000\r\n') },
  ]);
}

function record(id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt16LE(id, 0);
  head.writeUInt32LE(data.length, 2);
  return Buffer.concat([head, data]);
}

/** The project's own compression (2.4.1) with literal tokens only. */
function packed(data: Buffer): Buffer {
  const groups: Buffer[] = [];
  for (let at = 0; at < data.length; at += 8) groups.push(Buffer.from([0]), data.subarray(at, at + 8));
  const tokens = Buffer.concat(groups);
  const head = Buffer.alloc(3);
  head.writeUInt8(1, 0);
  head.writeUInt16LE((tokens.length - 1) | 0xb000, 1);
  return Buffer.concat([head, tokens]);
}
