// What is fuzzed: whole mails, the files in them, and policies. Each target makes an input of a seed and tries it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPolicyFolder } from '../../adapters/local/policy-folder.ts';
import { parse } from '../../core/mail/parse/parse.ts';
import type { Examination } from '../../core/model/examination.ts';
import { exampleMail } from '../../core/rulebook/example-mail.ts';
import { loadPolicy } from '../../core/rulebook/load-rulebook.ts';
import { PolicyError } from '../../core/rulebook/policy-error.ts';
import { WorkerLost, type WorkerProcess } from '../../gateway/workers/worker-process.ts';
import type { Random } from '../../tests/harness/random.ts';
import { mutated } from './mutate.ts';

export interface Tried {
  readonly input: Buffer;
  /** What went wrong; null when nothing did. */
  readonly fault: string | null;
}

export type Target = (chance: Random, worker: WorkerProcess) => Promise<Tried>;

/** Bytes of an input; larger ones only make the run slower. */
const most = 256 * 1024;

/** Mails of a folder, and every leaf in them as a file under its own name. */
export async function targets(folder: string): Promise<Readonly<Record<string, Target>>> {
  const mails = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.eml'))
    .sort()
    .map((name) => readFileSync(join(folder, name)))
    .filter(({ length }) => length <= most);
  const files: { readonly name: string; readonly content: Buffer }[] = [];
  for (const mail of mails)
    for (const { name, content } of (await parse(mail)).leaves)
      if (name !== null && content.length > 0 && content.length <= most)
        files.push({ name: name.replace(/[^\w .-]/g, '_'), content: Buffer.from(content) });
  return {
    mail: (chance, worker) => examined(mutated(one(mails, chance), one(mails, chance), chance, most), worker),
    file: (chance, worker) => {
      const { name, content } = one(files, chance);
      const changed = mutated(content, one(files, chance).content, chance, most);
      return examined(
        Buffer.from(exampleMail({ attachments: [{ name, base64: changed.toString('base64') }] })),
        worker,
      );
    },
    policy: policyTarget(),
  };
}

/** A fault is a lost process, or a detector that threw; a mail or file that cannot be read is none. */
async function examined(input: Buffer, worker: WorkerProcess): Promise<Tried> {
  try {
    const context = { direction: 'inbound', mailFrom: null, ocr: false } as const;
    const { findings } = (await worker.run({ type: 'examine', raw: input, context })) as Examination;
    const failed = findings.find(({ rule }) => rule === 'unreadable/detector-failed');
    return { input, fault: failed === undefined ? null : `the detector ${failed.value?.detector} threw` };
  } catch (cause) {
    return { input, fault: cause instanceof WorkerLost ? cause.message : 'the examination was refused' };
  }
}

/** One file of the policy damaged: it loads, or is refused with a PolicyError that names the place. */
function policyTarget(): Target {
  const { files, pack } = readPolicyFolder(fileURLToPath(new URL('../../policy', import.meta.url)), 'default');
  const texts = [...files].filter(([path]) => path.endsWith('.yaml'));
  return async (chance) => {
    const [path, text] = one(texts, chance);
    const input = mutated(Buffer.from(text), Buffer.from(one(texts, chance)[1]), chance, most);
    try {
      loadPolicy(new Map([...files, [path, input.toString()]]), pack);
      return { input, fault: null };
    } catch (cause) {
      return { input, fault: cause instanceof PolicyError ? null : `${path} was refused with something else` };
    }
  };
}

function one<T>(all: readonly T[], chance: Random): T {
  const picked = all[chance.below(all.length)];
  if (picked === undefined) throw new Error('there is nothing to begin with');
  return picked;
}
