// Puts the gateway of one machine together: ports, door, listeners, outbox, and what the command line may ask of it.

import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Hono } from 'hono';
import { readAccessPolicies } from '../adapters/local/access-policies.ts';
import { checkedPolicy } from '../adapters/local/checked-policy.ts';
import { serveControl } from '../adapters/local/control-socket.ts';
import { type PolicyOnDisk, readPolicyFolder } from '../adapters/local/policy-folder.ts';
import { registersFolder } from '../adapters/local/registers/open-registers.ts';
import { within } from '../adapters/within.ts';
import type { Report } from '../core/mail/act/act.ts';
import { isOurs } from '../core/mail/decide/address.ts';
import { consultEngines } from '../core/mail/detect/engines/consult-engines.ts';
import type { ScanDependencies } from '../core/mail/scan.ts';
import { scanFile } from '../core/mail/scan-file.ts';
import type { HeldItem } from '../core/model/ledger.ts';
import type { Pack } from '../core/model/pack.ts';
import { openSenderBlocks } from '../core/oversight/blocks/sender-blocks.ts';
import { type CheckedTexts, formattedTexts, type NoticeTexts } from '../core/oversight/notices/format-texts.ts';
import { checkedTexts } from '../core/oversight/notices/notice-texts.ts';
import type { Engine, Examiner } from '../core/ports.ts';
import { compileRulebook } from '../core/rulebook/compile-rulebook.ts';
import { loadPolicy } from '../core/rulebook/load-rulebook.ts';
import type { PolicyData } from '../core/rulebook/policy-data.ts';
import type { Rulebook } from '../core/rulebook/rulebook.ts';
import type { Config } from './config/config-schema.ts';
import { readSealer, readTls, readWebhookSecret, type TlsFiles } from './config/key-files.ts';
import { enginesOf, reportedEngine } from './engines.ts';
import { eventSinks, startTelling } from './event-telling.ts';
import { exceptionCommands } from './exception-commands.ts';
import { heldCommands } from './held-commands.ts';
import { apiRoutes, startHttp } from './http/http-server.ts';
import { type LocalDoor, localDoor } from './local-door.ts';
import { type LocalPorts, openLocalPorts } from './local-ports.ts';
import { healthOf, healthPatience, type NextHops, nextHops, type Side, sideOf } from './next-hops.ts';
import { startOutbox } from './outbox.ts';
import { openOversight } from './oversight.ts';
import { startRescans } from './rescans.ts';
import { networks, sendsForMany } from './smtp/admission.ts';
import { type MemoryBudget, memoryBudget } from './smtp/message-intake.ts';
import { type SmtpGateway, startSmtpGateway } from './smtp/smtp-gateway.ts';
import { startExaminers } from './workers/examiner-pool.ts';
import { openViewer } from './workers/viewer.ts';

export interface Gateway {
  readonly ports: { readonly inbound: number; readonly outbound: number; readonly http: number };
  /** The pack that decides. */
  readonly pack: Pack;
  /** Lets messages on their way end, then stops; never rejects. */
  close(): Promise<void>;
}

export interface GatewaySurroundings {
  readonly config: Config;
  readonly policyFolder: string;
  readonly version: string;
  readonly report: Report;
}

/** Reads for the key process what is read again. */
const rescanDesk = fileURLToPath(new URL('./workers/rescan-desk.ts', import.meta.url));
/** Milliseconds: between looks for attempts that nobody finished, and for open connections to end at a stop. */
const sweepEvery = 5 * 60_000;
const closingGrace = 3_000;

/** Rejects, with nothing left running, when a port or the data folder cannot be had or the policy does not load. */
export async function startGateway(surroundings: GatewaySurroundings): Promise<Gateway> {
  const stack = new AsyncDisposableStack();
  try {
    const running = await compose(surroundings, stack);
    return { ...running, close: () => stack.disposeAsync() };
  } catch (cause) {
    await stack.disposeAsync();
    throw cause;
  }
}

async function compose(
  surroundings: GatewaySurroundings,
  stack: AsyncDisposableStack,
): Promise<Omit<Gateway, 'close'>> {
  const { config, policyFolder, version, report } = surroundings;
  const policy = readPolicyFolder(policyFolder, config.pack);
  const [tls, sealer, hops] = [await readTls(config), await readSealer(config), await nextHops(config)];
  const secret = await readWebhookSecret(config);
  const { local, loaded, rulebook, texts } = await openPorts(surroundings, policy);
  stack.defer(local.close);
  const engines = enginesOf(config).map((engine) => reportedEngine(engine, report));
  const examiner = consultEngines(local.ports.examiner, engines, rulebook.rules);
  const ports = { ...local.ports, examiner, ...(sealer === null ? {} : { sealer }) };
  const site = { hostname: config.hostname, trace: traceName(config) };
  const deps: ScanDependencies = {
    ports,
    rulebook,
    texts,
    senderBlocks: openSenderBlocks(ports.ledger, ports.clock, rulebook.pack.organisation),
    site,
    report,
    flood: { ...config.limits.flood, sendsForMany: (user) => sendsForMany(config.accounts, user) },
  };
  const outbox = startOutbox({ ...local.ports, report }, (direction) => hops[sideOf(direction)].relay);
  stack.defer(outbox.close);
  const door = localDoor(deps, () => {
    outbox.kick();
    rescans.kick();
  });
  const rescans = startRescans(() => door.rescanDue(), report);
  stack.defer(rescans.close);
  stack.defer(startTelling(eventSinks(config, secret, ports.clock), ports, report).close);

  const relayOf = ({ direction }: Pick<HeldItem, 'direction'>) => hops[sideOf(direction)].relay;
  const { fingerprintKey } = local.keys;
  await local.keys.readWith(rescanDesk, { policy: loaded, registers: join(config.data, registersFolder) });
  const viewer = openViewer({
    policy: loaded,
    fingerprintKey,
    report: (cause) => report({ event: 'viewer-lost', attempt: null, cause }),
  });
  stack.defer(viewer.close);
  const oversight = await openOversight({
    viewer,
    config,
    version,
    ports,
    keys: local.keys,
    rulebook,
    texts: deps.texts,
    policies: () => readAccessPolicies(policyFolder),
    release: (item, proof) => door.release(item, proof, relayOf),
    report: ({ event, cause }) => report({ event, attempt: null, cause }),
  });
  stack.defer(oversight.close);

  // Commands before mail: the folder is ours, and whoever asks finds us.
  const control = await serveControl(config.data, {
    ...heldCommands(deps, door, relayOf),
    ...oversight.commands,
    ...exceptionCommands(ports, () => readAccessPolicies(policyFolder), rulebook.pack.organisation),
  });
  stack.defer(control.close);
  const budget = memoryBudget(config.limits.bytesInFlight);
  const ours = (address: string) => isOurs(address, rulebook.pack.organisation);
  const [inbound, outbound] = await listen({ config, tls, budget, door, hops, site, report, isOurs: ours }, stack);
  const http = await serveHttp(surroundings, {
    inbound,
    outbound,
    hops,
    engines,
    examiner,
    rulebook,
    budget,
    more: oversight.routes,
  });
  stack.defer(http.close);
  resumeNowAndThen(door, hops, report, stack);
  // First of all at a stop, while everything that the work under way needs is still there.
  stack.defer(() => {
    for (const listener of [inbound, outbound]) listener.stopListening();
    return door.end();
  });
  return { pack: rulebook.pack, ports: { inbound: inbound.port, outbound: outbound.port, http: http.port } };
}

interface CheckedPolicy {
  readonly loaded: PolicyData;
  readonly notices: CheckedTexts;
}

function check({ files, pack }: PolicyOnDisk): CheckedPolicy {
  return { loaded: loadPolicy(files, pack), notices: checkedTexts(files) };
}

interface Opened {
  readonly local: LocalPorts;
  readonly loaded: PolicyData;
  readonly rulebook: Rulebook;
  readonly texts: NoticeTexts;
}

/** The policy is checked and compiled while other processes start. Rejects with PolicyError too. */
async function openPorts({ config, report }: GatewaySurroundings, policy: PolicyOnDisk): Promise<Opened> {
  const loading = Promise.withResolvers<CheckedPolicy>();
  const identity = { hostname: config.hostname, isOwnRelay: networks(config.inboundRelays).includes };
  const opening = openLocalPorts(config.data, identity, (keys) => {
    setImmediate(() => settleWith(loading, () => checkedPolicy(config.data, policy, check)));
    const registers = join(config.data, registersFolder);
    mkdirSync(registers, { recursive: true, mode: 0o700 });
    return startExaminers({
      policy: loading.promise.then(({ loaded }) => loaded),
      registers,
      fingerprintKey: keys.then(({ fingerprintKey }) => fingerprintKey),
      report: (cause) => report({ event: 'examiner-lost', attempt: null, cause }),
    });
  });
  const compiling = loading.promise.then(({ loaded, notices }) => ({
    loaded,
    rulebook: compileRulebook(loaded),
    texts: formattedTexts(notices),
  }));
  // Waited for below; until then a failure is that of the ports, which wait for the policy too.
  compiling.catch(() => undefined);
  const local = await opening;
  try {
    return { local, ...(await compiling) };
  } catch (cause) {
    await local.close();
    throw cause;
  }
}

interface Shown {
  readonly inbound: SmtpGateway;
  readonly outbound: SmtpGateway;
  readonly hops: NextHops;
  readonly engines: readonly Engine[];
  readonly examiner: Examiner;
  readonly rulebook: Rulebook;
  readonly budget: MemoryBudget;
  readonly more: Hono;
}

/** Health and scanning. Rejects when the port cannot be had. */
function serveHttp(
  { config, version, report }: GatewaySurroundings,
  { inbound, outbound, hops, engines, examiner, rulebook, budget, more }: Shown,
) {
  const health = async () => {
    // All at once: each may take its time.
    const asked = { inbound: healthOf(inbound.port, hops.inbound), outbound: healthOf(outbound.port, hops.outbound) };
    const told = Promise.all(engines.map(async (engine) => ({ name: engine.name, answers: await engine.answers() })));
    const directions = { inbound: await asked.inbound, outbound: await asked.outbound };
    return { version, directions, engines: await within(healthPatience, told, () => engines.map(silent)) };
  };
  const scanMessage = (raw: Uint8Array) =>
    scanFile('-', raw, { ocr: true }, { examiner, rulebook, clock: Date.now, now: () => performance.now() });
  const routes = apiRoutes({
    health,
    scanMessage,
    messageBytes: config.limits.messageBytes,
    budget,
    report: ({ event, cause }) => report({ event, attempt: null, cause }),
  });
  return startHttp(routes.route('/', more), config.http.host, config.http.port);
}

function settleWith<T>({ resolve, reject }: PromiseWithResolvers<T>, work: () => T): void {
  try {
    resolve(work());
  } catch (cause) {
    reject(cause);
  }
}

interface Listening {
  readonly config: Config;
  readonly tls: TlsFiles | null;
  readonly budget: MemoryBudget;
  readonly door: LocalDoor;
  readonly hops: NextHops;
  readonly site: ScanDependencies['site'];
  readonly report: Report;
  isOurs(address: string): boolean;
}

async function listen(
  { config, tls, budget, door, hops, site, report, isOurs: ours }: Listening,
  stack: AsyncDisposableStack,
) {
  const start = async (direction: Side) => {
    const gateway = await startSmtpGateway({
      direction,
      host: config.host,
      port: config.smtp[direction].port,
      name: config.hostname,
      trace: site.trace,
      nextHop: hops[direction],
      door,
      isOurs: ours,
      tls,
      accounts: config.accounts,
      trusted: networks(config.trustedNetworks),
      limits: config.limits,
      budget,
      report: ({ event, cause }) => report({ event, attempt: null, cause }),
    });
    stack.defer(() => gateway.close(closingGrace));
    return gateway;
  };
  return [await start('inbound'), await start('outbound')] as const;
}

/** Tells this installation's trace fields from another's, the same over restarts. */
function traceName({ hostname, data }: Config): string {
  return createHash('sha256').update(`${hostname}\0${data}`).digest('hex').slice(0, 12);
}

function silent({ name }: { readonly name: string }) {
  return { name, answers: false };
}

function resumeNowAndThen(door: LocalDoor, hops: NextHops, report: Report, stack: AsyncDisposableStack): void {
  let running: Promise<void> | null = null;
  const run = () => {
    running ??= door
      .resume(({ attempt }) => hops[sideOf(attempt.direction)].relay)
      .catch((cause) => report({ event: 'resume-failed', attempt: null, cause }))
      .finally(() => {
        running = null;
      });
  };
  run();
  const timer = setInterval(run, sweepEvery);
  stack.defer(async () => {
    clearInterval(timer);
    await running;
  });
}
