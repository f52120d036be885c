// A process of the key process that reads what was unsealed and answers with facts alone: content never comes back here,
// and so never to the gateway (DESIGN 5a, rescan). Started when first needed.
import { type ChildProcess, fork } from 'node:child_process';
import type { Examination, ExaminationContext } from '../../core/model/examination.ts';

export interface ContentReader {
  /** Rejects when the process was lost. */
  read(raw: Uint8Array, context: ExaminationContext): Promise<Examination>;
}

export interface ReaderPreparation {
  /** Carried as it is. */
  readonly policy: unknown;
  readonly fingerprintKey: Uint8Array;
  /** Folder of the registers, which must exist. */
  readonly registers: string;
}

export type ToReader =
  | { readonly type: 'prepare'; readonly preparation: ReaderPreparation }
  | { readonly type: 'read'; readonly number: number; readonly raw: Uint8Array; readonly context: ExaminationContext };

export interface FromReader {
  readonly number: number;
  readonly examination: Examination | null;
}

/** Milliseconds without work after which the process ends. */
const idleTime = 60_000;

type Waiting = Map<number, PromiseWithResolvers<Examination>>;

/** `program` is the file of the process, `preparation` what it is sent first. */
export function contentReader(program: string, preparation: ReaderPreparation): ContentReader {
  let running: { readonly child: ChildProcess; readonly waiting: Waiting } | null = null;
  let last = 0;
  let idle: NodeJS.Timeout | undefined;

  function start() {
    const waiting: Waiting = new Map();
    const child = fork(program, [], {
      // Said in full, since it would else inherit what the key process may: its workers have narrower rights of their own.
      execArgv: ['--permission', '--allow-fs-read=*', '--allow-child-process'],
      env: {},
      serialization: 'advanced',
      // What it would print could quote a message.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const lost = () => {
      if (running?.child === child) running = null;
      for (const { reject } of waiting.values()) reject(new Error('the process that reads content was lost'));
      waiting.clear();
    };
    child.on('message', ({ number, examination }: FromReader) => {
      const asked = waiting.get(number);
      waiting.delete(number);
      if (examination === null) asked?.reject(new Error('the content could not be read; try again later'));
      else asked?.resolve(examination);
    });
    child.once('error', lost);
    child.once('exit', lost);
    tell(child, { type: 'prepare', preparation });
    return { child, waiting };
  }

  function end(child: ChildProcess): void {
    if (running?.child === child) running = null;
    if (child.connected) child.disconnect();
  }

  return {
    read: (raw, context) => {
      running ??= start();
      clearTimeout(idle);
      const { child, waiting } = running;
      const asked = Promise.withResolvers<Examination>();
      const number = ++last;
      waiting.set(number, asked);
      tell(child, { type: 'read', number, raw, context });
      return asked.promise.finally(() => {
        if (waiting.size > 0) return;
        clearTimeout(idle);
        idle = setTimeout(() => end(child), idleTime);
      });
    },
  };
}

/** A process that cannot be written to is about to exit, which is told. */
function tell(child: ChildProcess, message: ToReader): void {
  child.send(message, () => undefined);
}
