// A register of documents or records in a command: opened before, closed after, and its complaints told as one line.
import { CannotRun, exit } from '../exit.ts';

/** Exit code of `work`; the register is closed whatever becomes of it. */
export async function withRegister<Register extends { close(): void }>(
  register: Register,
  work: (register: Register) => Promise<number>,
): Promise<number> {
  try {
    return await work(register);
  } catch (cause) {
    if (cause instanceof CannotRun) throw cause;
    throw new CannotRun(cause instanceof Error ? cause.message : 'the register cannot be used', { cause });
  } finally {
    register.close();
  }
}

/** What is not there is told, and does not keep the others. */
export async function removeEach(
  register: { remove(name: string): Promise<boolean> },
  names: readonly string[],
  missing: (name: string) => string,
): Promise<number> {
  let code: number = exit.fine;
  for (const name of names) {
    if (await register.remove(name)) continue;
    code = exit.stopped;
    process.stderr.write(`postern: ${missing(name)}\n`);
  }
  return code;
}
