// Engine by SpamAssassin's spamd, in the protocol of its client spamc (SYMBOLS of SPAMC/1.5).
import { connect, type NetConnectOpts } from 'node:net';
import type { Engine, EngineVerdict } from '../../core/ports.ts';

export interface SpamdOptions {
  readonly host: NetConnectOpts;
  /** Milliseconds. */
  readonly time: number;
}

const longestAnswer = 64 * 1024;

export function spamdEngine({ host, time }: SpamdOptions): Engine {
  return {
    name: 'spamd',
    judges: 'unwanted',
    inspect: async (raw) =>
      verdictOf(await converse(host, time, `SYMBOLS SPAMC/1.5\r\nContent-length: ${raw.length}\r\n\r\n`, raw)),
    answers: () =>
      converse(host, Math.min(time, 2_000), 'PING SPAMC/1.5\r\n\r\n', new Uint8Array(0)).then(
        (answer) => answer.includes(' PONG'),
        () => false,
      ),
  };
}

function verdictOf(answer: string): EngineVerdict {
  const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
  const [status = '', ...fields] = head.split('\r\n');
  if (!/^SPAMD\/\S{1,10} 0 /.test(status)) return { state: 'unscanned', why: status };
  const verdict = fields.find((field) => field.toLowerCase().startsWith('spam:')) ?? '';
  const parts = /^spam:\s?(true|false|yes|no)\s?;\s?(-?[\d.]{1,12})\s?\/\s?(-?[\d.]{1,12})\s{0,5}$/i.exec(verdict);
  if (parts === null) return { state: 'unscanned', why: 'an answer without a score' };
  const [, said = '', score = '', threshold = ''] = parts;
  if (!/^(?:true|yes)$/i.test(said)) return { state: 'clean' };
  const marks = body.trim().split(/[,\s]+/);
  return { state: 'unwanted', score: Number(score), threshold: Number(threshold), marks };
}

/** Rejects when there is no answer in time. */
function converse(host: NetConnectOpts, time: number, command: string, content: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(host);
    const heard: Buffer[] = [];
    let length = 0;
    const settle = (failure: Error | null) => {
      clearTimeout(timer);
      socket.destroy();
      if (failure === null && length > 0) resolve(Buffer.concat(heard).toString('latin1'));
      else reject(failure ?? new Error('spamd hung up without an answer; look at its log'));
    };
    const timer = setTimeout(() => settle(new Error('spamd did not answer in time; look at its load')), time);
    socket.on('data', (data) => {
      heard.push(data);
      length += data.length;
      if (length > longestAnswer) settle(null);
    });
    socket.on('error', settle);
    socket.on('end', () => settle(null));
    socket.on('close', () => settle(null));
    socket.on('connect', () => {
      socket.write(command);
      // spamc too closes its side to say that the message is whole.
      socket.end(content);
    });
  });
}
