// Puts the gateway of one machine together: ports, door, listeners, outbox, and what the command line may ask of it.

import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { serveControl } from '../adapters/local/control-socket.ts';
import { maildirNextHop } from '../adapters/local/maildir-relay.ts';
import { readPolicyFolder } from '../adapters/local/policy-folder.ts';
import { registersFolder } from '../adapters/local/registers/open-registers.ts';
import type { NextHop } from '../adapters/smtp/next-hop.ts';
import { standardTimeouts } from '../adapters/smtp/smtp-client.ts';
import { smtpNextHop } from '../adapters/smtp/smtp-next-hop.ts';
import { within } from '../adapters/within.ts';
import type { Report } from '../core/mail/act/act.ts';
import { isOurs } from '../core/mail/decide/address.ts';
import { consultEngines } from '../core/mail/detect/engines/consult-engines.ts';
import type { ScanDependencies } from '../core/mail/scan.ts';
import { scanFile } from '../core/mail/scan-file.ts';
import { loadNoticeTexts } from '../core/oversight/notices/notice-texts.ts';
import { compileRulebook } from '../core/rulebook/compile-rulebook.ts';
import { loadPolicy } from '../core/rulebook/load-rulebook.ts';
import type { PolicyData } from '../core/rulebook/policy-data.ts';
import type { Config, NextHopConfig } from './config/config-schema.ts';
import { readSealer, readTls, type TlsFiles } from './config/key-files.ts';
import { enginesOf } from './engines.ts';
import { heldCommands } from './held-commands.ts';
import { apiRoutes, startHttp } from './http/http-server.ts';
import { type LocalDoor, localDoor } from './local-door.ts';
import { openLocalPorts } from './local-ports.ts';
import { startOutbox } from './outbox.ts';
import { networks } from './smtp/admission.ts';
import { type MemoryBudget, memoryBudget } from './smtp/message-intake.ts';
import { startSmtpGateway } from './smtp/smtp-gateway.ts';
import { startExaminers } from './workers/examiner-pool.ts';

export interface Gateway {
  readonly ports: { readonly inbound: number; readonly outbound: number; readonly http: number };
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
/** Milliseconds after which a next hop that says nothing counts as away on the health page. */
const healthPatience = 2_000;

type Direction = 'inbound' | 'outbound';

/** Rejects, with nothing left running, when a port or the data folder cannot be had or the policy does not load. */
export async function startGateway(surroundings: GatewaySurroundings): Promise<Gateway> {
  const stack = new AsyncDisposableStack();
  try {
    const ports = await compose(surroundings, stack);
    return { ports, close: () => stack.disposeAsync() };
  } catch (cause) {
    await stack.disposeAsync();
    throw cause;
  }
}

async function compose({ config, policyFolder, version, report }: GatewaySurroundings, stack: AsyncDisposableStack) {
  const policy = readPolicyFolder(policyFolder, config.pack);
  const loading = Promise.withResolvers<PolicyData>();
  const [tls, sealer] = [await readTls(config), await readSealer(config)];
  const identity = { hostname: config.hostname, isOwnRelay: networks(config.inboundRelays).includes };
  const local = await openLocalPorts(config.data, identity, (keys) => {
    // Other processes start while this one loads.
    setImmediate(() => settleWith(loading, () => loadPolicy(policy.files, policy.pack)));
    const registers = join(config.data, registersFolder);
    mkdirSync(registers, { recursive: true, mode: 0o700 });
    return startExaminers({
      policy: loading.promise,
      registers,
      fingerprintKey: keys.then(({ fingerprintKey }) => fingerprintKey),
      report: (cause) => report({ event: 'examiner-lost', attempt: null, cause }),
    });
  });
  stack.defer(local.close);
  const rulebook = compileRulebook(await loading.promise);
  const engines = enginesOf(config);
  const examiner = consultEngines(local.ports.examiner, engines, rulebook.rules);
  const ports = { ...local.ports, examiner, ...(sealer === null ? {} : { sealer }) };
  const hops = { inbound: nextHop('inbound', config), outbound: nextHop('outbound', config) };
  const site = { hostname: config.hostname, trace: traceName(config) };
  const deps: ScanDependencies = { ports, rulebook, texts: loadNoticeTexts(policy.files), site, report };
  const outbox = startOutbox({ ...local.ports, report }, (direction) => hops[sideOf(direction)].relay);
  stack.defer(outbox.close);
  const door = localDoor(deps, outbox.kick);

  // Commands before mail: the folder is ours, and whoever asks finds us.
  const control = await serveControl(
    config.data,
    heldCommands(deps, door, ({ direction }) => hops[sideOf(direction)].relay),
  );
  stack.defer(control.close);
  const budget = memoryBudget(config.limits.bytesInFlight);
  const [inbound, outbound] = await listen(
    { config, tls, budget, door, hops, site, report, isOurs: (address) => isOurs(address, rulebook.pack.organisation) },
    stack,
  );
  const health = async () => {
    // Both at once: each may take its time.
    const asked = { inbound: healthOf(inbound.port, hops.inbound), outbound: healthOf(outbound.port, hops.outbound) };
    const told = Promise.all(engines.map(async (engine) => ({ name: engine.name, answers: await engine.answers() })));
    const directions = { inbound: await asked.inbound, outbound: await asked.outbound };
    return { version, directions, engines: await within(healthPatience, told, () => engines.map(silent)) };
  };
  const scanMessage = (raw: Uint8Array) =>
    scanFile('-', raw, { ocr: true }, { examiner, rulebook, now: () => performance.now() });
  const http = await startHttp(
    apiRoutes({
      health,
      scanMessage,
      messageBytes: config.limits.messageBytes,
      budget,
      report: ({ event, cause }) => report({ event, attempt: null, cause }),
    }),
    config.http.host,
    config.http.port,
  );
  stack.defer(http.close);
  resumeNowAndThen(door, hops, report, stack);
  // First of all at a stop, while everything that the work under way needs is still there.
  stack.defer(() => {
    for (const listener of [inbound, outbound]) listener.stopListening();
    return door.end();
  });
  return { inbound: inbound.port, outbound: outbound.port, http: http.port };
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
  readonly hops: Readonly<Record<Direction, NextHop>>;
  readonly site: ScanDependencies['site'];
  readonly report: Report;
  isOurs(address: string): boolean;
}

async function listen(
  { config, tls, budget, door, hops, site, report, isOurs: ours }: Listening,
  stack: AsyncDisposableStack,
) {
  const start = async (direction: Direction) => {
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

function nextHop(direction: Direction, config: Config): NextHop {
  const hop: NextHopConfig = config.smtp[direction].nextHop;
  if (hop.type === 'maildir') return maildirNextHop(join(config.data, 'delivered'));
  return smtpNextHop({
    host: hop.host,
    port: hop.port,
    name: config.hostname,
    tls: hop.tls,
    timeouts: standardTimeouts,
  });
}

/** Mail among our own people came through the outbound door and leaves by its next hop. */
function sideOf(direction: 'inbound' | 'outbound' | 'internal'): Direction {
  return direction === 'inbound' ? 'inbound' : 'outbound';
}

/** Tells this installation's trace fields from another's, the same over restarts. */
function traceName({ hostname, data }: Config): string {
  return createHash('sha256').update(`${hostname}\0${data}`).digest('hex').slice(0, 12);
}

function silent({ name }: { readonly name: string }) {
  return { name, answers: false };
}

async function healthOf(port: number, hop: NextHop) {
  const offered = await within(healthPatience, hop.extensions(), () => null);
  return { port, nextHop: hop.name, reachable: offered !== null };
}

function resumeNowAndThen(
  door: LocalDoor,
  hops: Readonly<Record<Direction, NextHop>>,
  report: Report,
  stack: AsyncDisposableStack,
): void {
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
