// The engine in this process, with a count of the processor time each stage takes.

import { decide } from '../../core/mail/decide/decide.ts';
import { examine } from '../../core/mail/examine.ts';
import { examineFile, withTriedStrips } from '../../core/mail/scan-file.ts';
import type { Examination } from '../../core/model/examination.ts';
import type { Examiner } from '../../core/ports.ts';
import type { Rulebook } from '../../core/rulebook/rulebook.ts';

/** Milliseconds. */
export interface StageTimes {
  readonly parse: number;
  readonly extract: number;
  readonly detect: number;
  readonly decide: number;
}

const now = () => performance.now();
const from = 'writer@elsewhere.example';

/** Everything but antivirus and OCR; a stage's time is that on the clock of a process that does nothing else. */
export function stageTimer(rulebook: Rulebook, recipients: readonly string[] = ['desk@agency.example']) {
  const looked: Examination['timings'][] = [];
  const examiner: Examiner = {
    examine: async (raw, context) => {
      const examination = await examine(raw, context, { rulebook, fingerprint: () => '', now });
      looked.push(examination.timings);
      return examination;
    },
    strip: () => Promise.resolve(null),
  };
  return async (raw: Uint8Array): Promise<StageTimes> => {
    looked.length = 0;
    const started = now();
    const question = await examineFile(
      raw,
      { direction: 'inbound', from, to: recipients, ocr: false },
      { examiner, rulebook },
    );
    await withTriedStrips(raw, decide(question), examiner);
    const whole = now() - started;
    const sum = (stage: keyof Examination['timings']) => looked.reduce((ms, timings) => ms + timings[stage], 0);
    const [parse, extract, detect] = [sum('parse'), sum('extract'), sum('detect')];
    return { parse, extract, detect, decide: whole - parse - extract - detect };
  };
}

/** Milliseconds of this process's processor time, all its threads together. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
