// Puts the gateway of one machine together: ports, door, listeners, outbox, and what the command line may ask of it.

import { createHash } from 'node:crypto';
import type { Hono } from 'hono';
import { readAccessPolicies } from '../adapters/local/access-policies.ts';
import { serveControl } from '../adapters/local/control-socket.ts';
import { readPolicyFolder } from '../adapters/local/policy-folder.ts';
import { within } from '../adapters/within.ts';
import type { Report } from '../core/mail/act/act.ts';
import { isOurs } from '../core/mail/decide/address.ts';
import { consultEngines } from '../core/mail/detect/engines/consult-engines.ts';
import type { ScanDependencies } from '../core/mail/scan.ts';
import { scanFile } from '../core/mail/scan-file.ts';
import type { HeldItem } from '../core/model/ledger.ts';
import type { Pack } from '../core/model/pack.ts';
import { openSenderBlocks } from '../core/oversight/blocks/sender-blocks.ts';
import type { Engine, Examiner } from '../core/ports.ts';
import type { Rulebook } from '../core/rulebook/rulebook.ts';
import type { Config } from './config/config-schema.ts';
import { readSealer, readTls, readWebhookSecret, type TlsFiles } from './config/key-files.ts';
import { enginesOf, reportedEngine } from './engines.ts';
import { eventSinks, startTelling } from './event-telling.ts';
import { exceptionCommands } from './exception-commands.ts';
import { heldCommands } from './held-commands.ts';
import { apiRoutes, startHttp } from './http/http-server.ts';
import { type LocalDoor, localDoor } from './local-door.ts';
import { healthOf, healthPatience, type NextHops, nextHops, type Side, sideOf } from './next-hops.ts';
import { nextPolicy, openPorts } from './open-policy.ts';
import { startOutbox } from './outbox.ts';
import { openOversight } from './oversight.ts';
import { type InForce, policyInForce } from './policy-in-force.ts';
import { startRescans } from './rescans.ts';
import { networks, sendsForMany } from './smtp/admission.ts';
import { type MemoryBudget, memoryBudget } from './smtp/message-intake.ts';
import { type SmtpGateway, startSmtpGateway } from './smtp/smtp-gateway.ts';
import { openViewer } from './workers/viewer.ts';

export interface Gateway {
  readonly ports: { readonly inbound: number; readonly outbound: number; readonly http: number };
  /** The pack that decided at the start. */
  readonly pack: Pack;
  /** Reads the policy again; rejects, with the old one still in force, when it cannot be used. */
  reload(): Promise<unknown>;
  /** Lets messages on their way end, then stops; never rejects. */
  close(): Promise<void>;
}

export interface GatewaySurroundings {
  readonly config: Config;
  readonly policyFolder: string;
  readonly version: string;
  readonly report: Report;
}

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
  const { local, loaded, rulebook, texts, pool } = await openPorts(surroundings, policy);
  stack.defer(local.close);
  const engines = enginesOf(config).map((engine) => reportedEngine(engine, report));
  const examinedBy = (readers: Examiner, by: Rulebook) => consultEngines(readers, engines, by.rules);
  const decides = policyInForce(
    { loaded, rulebook, texts, examiner: examinedBy(pool, rulebook), close: pool.close },
    {
      ...local.ports,
      load: ({ rulebook: running }) => nextPolicy(surroundings, local, running.pack, examinedBy),
      readBy: local.keys.readBy,
      report: told(report),
    },
  );
  stack.defer(decides.close);
  const ports = { ...local.ports, ...(sealer === null ? {} : { sealer }) };
  const site = { hostname: config.hostname, trace: traceName(config) };
  const deps: ScanDependencies = {
    get ports() {
      return { ...ports, examiner: decides.now().examiner };
    },
    get rulebook() {
      return decides.now().rulebook;
    },
    get texts() {
      return decides.now().texts;
    },
    senderBlocks: openSenderBlocks(ports.ledger, ports.clock, rulebook.pack.organisation),
    site,
    report,
    flood: { ...config.limits.flood, sendsForMany: (user) => sendsForMany(config.accounts, user) },
  };
  const outbox = startOutbox({ ...local.ports, report }, (direction) => hops[sideOf(direction)].relay);
  stack.defer(outbox.close);
  const door = localDoor(deps, { notices: () => outbox.kick(), mailCame: () => rescans.kick() });
  const rescans = startRescans(() => door.rescanDue(), report);
  stack.defer(rescans.close);
  stack.defer(startTelling(eventSinks(config, secret, ports.clock), ports, report).close);

  const relayOf = ({ direction }: Pick<HeldItem, 'direction'>) => hops[sideOf(direction)].relay;
  const { fingerprintKey } = local.keys;
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
    report: told(report),
  });
  stack.defer(oversight.close);

  // Commands before mail: the folder is ours, and whoever asks finds us.
  const control = await serveControl(config.data, {
    ...heldCommands(deps, door, relayOf),
    ...oversight.commands,
    'policy-reload': decides.reload,
    ...exceptionCommands(ports, () => readAccessPolicies(policyFolder), rulebook.pack.organisation),
  });
  stack.defer(control.close);
  const budget = memoryBudget(config.limits.bytesInFlight, config.limits.messagesInFlight);
  const ours = (address: string) => isOurs(address, decides.now().rulebook.pack.organisation);
  const [inbound, outbound] = await listen({ config, tls, budget, door, hops, site, report, isOurs: ours }, stack);
  const http = await serveHttp(surroundings, {
    inbound,
    outbound,
    hops,
    engines,
    policy: decides.now,
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
  const listening = { inbound: inbound.port, outbound: outbound.port, http: http.port };
  return { pack: rulebook.pack, reload: decides.reload, ports: listening };
}

function told(report: Report): (event: { readonly event: string; readonly cause: unknown }) => void {
  return ({ event, cause }) => report({ event, attempt: null, cause });
}

interface Shown {
  readonly inbound: SmtpGateway;
  readonly outbound: SmtpGateway;
  readonly hops: NextHops;
  readonly engines: readonly Engine[];
  readonly policy: () => InForce;
  readonly budget: MemoryBudget;
  readonly more: Hono;
}

/** Health and scanning. Rejects when the port cannot be had. */
function serveHttp(
  { config, version, report }: GatewaySurroundings,
  { inbound, outbound, hops, engines, policy, budget, more }: Shown,
) {
  const health = async () => {
    // All at once: each may take its time.
    const asked = { inbound: healthOf(inbound.port, hops.inbound), outbound: healthOf(outbound.port, hops.outbound) };
    const told = Promise.all(engines.map(async (engine) => ({ name: engine.name, answers: await engine.answers() })));
    const directions = { inbound: await asked.inbound, outbound: await asked.outbound };
    return { version, directions, engines: await within(healthPatience, told, () => engines.map(silent)) };
  };
  const scanMessage = (raw: Uint8Array) =>
    scanFile('-', raw, { ocr: true }, { ...policy(), clock: Date.now, now: () => performance.now() });
  const routes = apiRoutes({
    health,
    scanMessage,
    messageBytes: config.limits.messageBytes,
    budget,
    report: told(report),
  });
  return startHttp(routes.route('/', more), config.http.host, config.http.port);
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
      report: told(report),
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
