// Engine by SpamAssassin's spamd, in the protocol of its client spamc (SYMBOLS of SPAMC/1.5).
import type { NetConnectOpts } from 'node:net';
import type { Engine, EngineVerdict } from '../../core/ports.ts';
import { askEngine } from '../engine-socket.ts';

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
  return askEngine({
    engine: 'spamd',
    host,
    time,
    send: (socket) => {
      socket.write(command);
      // spamc too closes its side to say that the message is whole.
      socket.end(content);
    },
    isWhole: () => false,
    longest: longestAnswer,
  });
}
