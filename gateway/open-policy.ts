// Loads the policy and what reads mail by it: at the start, beside everything else that takes time to open, and again later.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkedPolicy } from '../adapters/local/checked-policy.ts';
import type { LocalKeys } from '../adapters/local/key-client.ts';
import { type PolicyOnDisk, readPolicyFolder } from '../adapters/local/policy-folder.ts';
import { registersFolder } from '../adapters/local/registers/open-registers.ts';
import type { Report } from '../core/mail/act/act.ts';
import { canonicalJson } from '../core/model/canonical-json.ts';
import type { Pack } from '../core/model/pack.ts';
import { type CheckedTexts, formattedTexts, type NoticeTexts } from '../core/oversight/notices/format-texts.ts';
import { checkedTexts } from '../core/oversight/notices/notice-texts.ts';
import type { Examiner } from '../core/ports.ts';
import { compileRulebook } from '../core/rulebook/compile-rulebook.ts';
import { loadPolicy } from '../core/rulebook/load-rulebook.ts';
import type { PolicyData } from '../core/rulebook/policy-data.ts';
import { PolicyError, type Problem } from '../core/rulebook/policy-error.ts';
import type { Rulebook } from '../core/rulebook/rulebook.ts';
import type { Config } from './config/config-schema.ts';
import { type LocalPorts, openLocalPorts } from './local-ports.ts';
import type { InForce } from './policy-in-force.ts';
import { networks } from './smtp/admission.ts';
import { type ExaminerOptions, startExaminers } from './workers/examiner-pool.ts';

export interface PolicySurroundings {
  readonly config: Config;
  readonly policyFolder: string;
  readonly report: Report;
}

interface CheckedPolicy {
  readonly loaded: PolicyData;
  readonly notices: CheckedTexts;
}

function check({ files, pack }: PolicyOnDisk): CheckedPolicy {
  return { loaded: loadPolicy(files, pack), notices: checkedTexts(files) };
}

export interface Opened {
  readonly local: LocalPorts;
  readonly loaded: PolicyData;
  readonly rulebook: Rulebook;
  readonly texts: NoticeTexts;
  readonly pool: ExaminerPool;
}

type ExaminerPool = Awaited<ReturnType<typeof startExaminers>>;

/** Rejects with PolicyError, also for what only a start brings into force. */
export async function nextPolicy(
  { config, policyFolder, report }: PolicySurroundings,
  { keys }: LocalPorts,
  running: Pack,
  examinedBy: (readers: Examiner, by: Rulebook) => Examiner,
): Promise<InForce> {
  const { loaded, notices } = check(readPolicyFolder(policyFolder, config.pack));
  const fixed = needsRestart(running, loaded.pack);
  if (fixed.length > 0) throw new PolicyError(fixed);
  const [rulebook, texts] = [compileRulebook(loaded), formattedTexts(notices)];
  const pool = await startExaminers({
    ...readersOf(config, report),
    policy: loaded,
    fingerprintKey: keys.fingerprintKey,
  });
  return { loaded, rulebook, texts, examiner: examinedBy(pool, rulebook), close: pool.close };
}

/** What oversight, disposal and sender blocks took at the start: half of the gateway would go by the old one. */
function needsRestart(running: Pack, next: Pack): readonly Problem[] {
  const fixed = { organisation: 'organisation', retention: 'retention', sender_blocks: 'senderBlocks' } as const;
  return Object.entries(fixed)
    .filter(([, part]) => canonicalJson(running[part] ?? null) !== canonicalJson(next[part] ?? null))
    .map(([name]) => `pack ${next.name}: ${name} has changed, which needs a restart of the gateway`);
}

function readersOf({ data }: Config, report: Report): Pick<ExaminerOptions, 'registers' | 'report'> {
  const registers = join(data, registersFolder);
  mkdirSync(registers, { recursive: true, mode: 0o700 });
  return { registers, report: (cause) => report({ event: 'examiner-lost', attempt: null, cause }) };
}

/** The policy is checked and compiled while other processes start. Rejects with PolicyError too. */
export async function openPorts({ config, report }: PolicySurroundings, policy: PolicyOnDisk): Promise<Opened> {
  const loading = Promise.withResolvers<CheckedPolicy>();
  const { hostname, dnsServers, inboundRelays } = config;
  const site = { hostname, dnsServers, isOwnRelay: networks(inboundRelays).includes };
  const pool = Promise.withResolvers<ExaminerPool>();
  const examiners = async (keys: Promise<LocalKeys>) => {
    setImmediate(() => settleWith(loading, () => checkedPolicy(config.data, policy, check)));
    const started = await startExaminers({
      ...readersOf(config, report),
      policy: loading.promise.then(({ loaded }) => loaded),
      fingerprintKey: keys.then(({ fingerprintKey }) => fingerprintKey),
    });
    pool.resolve(started);
    return started;
  };
  const opening = openLocalPorts(config.data, site, examiners, (cause) =>
    report({ event: 'keys-lost', attempt: null, cause }),
  );
  const compiling = loading.promise.then(({ loaded, notices }) => ({
    loaded,
    rulebook: compileRulebook(loaded),
    texts: formattedTexts(notices),
  }));
  // Waited for below; until then a failure is that of the ports, which wait for the policy too.
  compiling.catch(() => undefined);
  const local = await opening;
  try {
    const found = await compiling;
    await local.keys.readBy(found.loaded);
    return { local, pool: await pool.promise, ...found };
  } catch (cause) {
    await local.close();
    throw cause;
  }
}

function settleWith<T>({ resolve, reject }: PromiseWithResolvers<T>, work: () => T): void {
  try {
    resolve(work());
  } catch (cause) {
    reject(cause);
  }
}
