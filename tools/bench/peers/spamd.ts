// SpamAssassin's daemon as Debian configures it, on as many children as cores, by its own protocol (SPAMC/1.5).

import { connect } from 'node:net';
import { availableParallelism } from 'node:os';
import { freePorts } from '../../send-mails/gateway-process.ts';
import { missingProgram, type Peer, startedServer, stopped } from './peer.ts';

const program = '/usr/sbin/spamd';

export const spamd: Peer = {
  name: 'SpamAssassin',
  missing: missingProgram(program, 'spamd'),
  // Some eight a second; Perl compiles nothing while it runs.
  fewer: { warming: 200, counted: 400 },
  async start(folder, nameServer) {
    const [port = 0] = await freePorts(1);
    const children = String(availableParallelism());
    const child = await startedServer(
      program,
      [
        `--cf=dns_server [127.0.0.1]:${nameServer}`,
        '--nouser-config',
        `--port=${port}`,
        '--max-children',
        children,
        '--min-children',
        children,
        '--helper-home-dir',
        folder,
      ],
      port,
    );
    return { pids: [child.pid ?? 0], scan: (raw) => check(port, raw), stop: () => stopped(child) };
  },
};

function check(port: number, raw: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.once('error', reject);
    socket.once('end', () =>
      /^SPAMD\/[\d.]+ 0 /.test(answer) ? resolve() : reject(new Error('SpamAssassin gave no verdict')),
    );
    socket.end(Buffer.concat([Buffer.from(`CHECK SPAMC/1.5\r\nContent-length: ${raw.length}\r\n\r\n`), raw]));
  });
}
