// A name server of its own process that knows no name and says so at once: every scanner of a run asks the same one.
import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { type Child, startChild } from './child.ts';

export function startNameServer(): Promise<Child> {
  return startChild(import.meta.url);
}

/** The question with the answer bits of RFC 1035 section 4.1.1 set: a response, recursion available, no such name. */
function noSuchName(question: Buffer): Buffer {
  const answer = Buffer.from(question);
  answer.writeUInt8((question.readUInt8(2) & 0x79) | 0x80, 2);
  answer.writeUInt8(0x83, 3);
  // No records but the question: what EDNS added is cut off.
  answer.fill(0, 6, 12);
  return answer.subarray(0, endOfQuestion(answer));
}

function endOfQuestion(message: Buffer): number {
  let at = 12;
  while (at < message.length && message.readUInt8(at) !== 0) at += 1 + message.readUInt8(at);
  return at + 5;
}

if (process.send !== undefined && import.meta.main) {
  process.on('disconnect', () => process.exit(0));
  const socket = createSocket('udp4');
  socket.on('message', (question, { port, address }) => {
    if (question.length >= 17) socket.send(noSuchName(question), port, address);
  });
  socket.bind(0, '127.0.0.1', () => process.send?.((socket.address() as AddressInfo).port));
}
