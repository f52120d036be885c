// The program of the process that the key process reads sealed content with: the same examining processes as for new mail,
// and nothing but their findings goes back (DESIGN 5a, rescan).
import type { FromReader, ToReader } from '../../adapters/local/content-reader.ts';
import { factsAlone } from '../../core/mail/record/facts-alone.ts';
import type { Examiner } from '../../core/ports.ts';
import type { PolicyData } from '../../core/rulebook/policy-data.ts';
import { startExaminers } from './examiner-pool.ts';

let examiners: Promise<Examiner> | null = null;

process.on('disconnect', () => process.exit(0));
// A terminal or supervisor signals the whole group; the key process ends this one with itself.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

process.on('message', async (message: ToReader) => {
  if (message.type === 'prepare') {
    const { policy, fingerprintKey, registers } = message.preparation;
    examiners = startExaminers({ size: 1, policy: policy as PolicyData, fingerprintKey, registers });
    // Told to whoever asks for the first reading.
    examiners.catch(() => undefined);
    return;
  }
  const { number, raw, context } = message;
  try {
    const examination = await (await examiners)?.examine(raw, context);
    send({ number, examination: examination === undefined ? null : factsAlone(examination) });
  } catch {
    send({ number, examination: null });
  }
});

function send(answer: FromReader): void {
  process.send?.(answer, undefined, undefined, () => undefined);
}
