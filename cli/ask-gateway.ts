// Asks the gateway that runs on a data folder; what it answers instead is told to the person at the keyboard.
import { resolve } from 'node:path';
import { callControl } from '../adapters/local/control-socket.ts';
import { CannotRun } from './exit.ts';

/** Rejects with CannotRun, in the gateway's words. */
export async function askGateway<Answer>(data: string, command: string, parameters: unknown): Promise<Answer> {
  try {
    return (await callControl(resolve(data), command, parameters)) as Answer;
  } catch (cause) {
    throw new CannotRun(cause instanceof Error ? cause.message : 'the gateway did not answer', { cause });
  }
}
