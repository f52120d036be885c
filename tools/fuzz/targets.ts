// What is fuzzed: whole mails, the files in them, what is packed in archives and documents, policies, and requests. Each target
// makes an input of a seed and tries it.
import { fileURLToPath } from 'node:url';
import { readPolicyFolder } from '../../adapters/local/policy-folder.ts';
import type { Examination } from '../../core/model/examination.ts';
import { exampleMail } from '../../core/rulebook/example-mail.ts';
import { loadPolicy } from '../../core/rulebook/load-rulebook.ts';
import { PolicyError } from '../../core/rulebook/policy-error.ts';
import { WorkerLost, type WorkerProcess } from '../../gateway/workers/worker-process.ts';
import { zip } from '../../tests/corpus/make/zip.ts';
import type { Random } from '../../tests/harness/random.ts';
import { mutated } from './mutate.ts';
import { type RequestsUnderFire, requestsUnderFire } from './requests.ts';
import { entriesOf, largestInput, type SeedFile, type Seeds } from './seeds.ts';

export interface Tried {
  readonly input: Buffer;
  /** What went wrong; null when nothing did. */
  readonly fault: string | null;
}

export interface Target {
  /** How often it has its turn, against the others. */
  readonly turns: number;
  try(chance: Random, worker: WorkerProcess): Promise<Tried>;
  close?(): Promise<void>;
}

/** By name, each made ready when asked for. */
export const targets: Readonly<Record<string, (seeds: Seeds) => Promise<Target>>> = {
  mail: async ({ mails }) => ({
    turns: 30,
    try: (chance, worker) => examined(mutated(one(mails, chance), one(mails, chance), chance, largestInput), worker),
  }),
  file: async ({ files }) => ({
    turns: 50,
    try: (chance, worker) => {
      const { name, content } = one(one(files, chance), chance);
      const other = one(one(files, chance), chance).content;
      return attached(name, mutated(content, other, chance, largestInput), worker);
    },
  }),
  packed: async ({ archives }) => ({
    turns: 50,
    try: (chance, worker) => {
      const archive = one(archives, chance);
      return attached(archive.name, packedAnew(archive, chance), worker);
    },
  }),
  policy: async () => policyTarget(),
  http: async () => requestTarget(await requestsUnderFire()),
};

/** One entry damaged; lengths and checksums fit again, so that its own reader sees the damage. */
function packedAnew({ content }: SeedFile, chance: Random): Buffer {
  const entries = entriesOf(content);
  const damaged = one(entries, chance);
  return zip(
    entries.map((entry) =>
      entry === damaged
        ? { ...entry, content: mutated(Buffer.from(entry.content), content, chance, largestInput) }
        : entry,
    ),
  );
}

function attached(name: string, content: Buffer, worker: WorkerProcess): Promise<Tried> {
  const attachments = [{ name, base64: content.toString('base64') }];
  return examined(Buffer.from(exampleMail({ attachments })), worker);
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
  return {
    // Loading a policy takes a hundred times as long as reading a mail.
    turns: 1,
    try: async (chance) => {
      const [path, text] = one(texts, chance);
      const input = mutated(Buffer.from(text), Buffer.from(one(texts, chance)[1]), chance, largestInput);
      try {
        loadPolicy(new Map([...files, [path, input.toString()]]), pack);
        return { input, fault: null };
      } catch (cause) {
        return { input, fault: cause instanceof PolicyError ? null : `${path} was refused with something else` };
      }
    },
  };
}

function requestTarget(requests: RequestsUnderFire): Target {
  return {
    turns: 50,
    try: async (chance) => {
      const input = await requests.damaged(chance);
      return { input, fault: await requests.send(input) };
    },
    close: requests.close,
  };
}

function one<T>(all: readonly T[], chance: Random): T {
  const picked = all[chance.below(all.length)];
  if (picked === undefined) throw new Error('there is nothing to begin with');
  return picked;
}
