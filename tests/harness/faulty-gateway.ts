// The gateway of one machine, made to die at a chosen durable step. Started by kill-run.ts.
import { createHmac } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LocalKeys } from '../../adapters/local/key-client.ts';
import { readPolicyFolder } from '../../adapters/local/policy-folder.ts';
import { standardTimeouts } from '../../adapters/smtp/smtp-client.ts';
import { smtpNextHop } from '../../adapters/smtp/smtp-next-hop.ts';
import { strip } from '../../core/mail/act/strip.ts';
import { examine } from '../../core/mail/examine.ts';
import { attemptKey } from '../../core/mail/intake/attempt-key.ts';
import { parse } from '../../core/mail/parse/parse.ts';
import { openSenderBlocks } from '../../core/oversight/blocks/sender-blocks.ts';
import { loadNoticeTexts } from '../../core/oversight/notices/notice-texts.ts';
import type { Examiner, Ports, Relay } from '../../core/ports.ts';
import { loadRulebook } from '../../core/rulebook/load-rulebook.ts';
import { localDoor } from '../../gateway/local-door.ts';
import { openLocalPorts } from '../../gateway/local-ports.ts';
import { networks } from '../../gateway/smtp/admission.ts';
import { defaultSmtpLimits } from '../../gateway/smtp/limits.ts';
import { memoryBudget } from '../../gateway/smtp/message-intake.ts';
import { startSmtpGateway } from '../../gateway/smtp/smtp-gateway.ts';

const [folder = '', nextHopPort = ''] = process.argv.slice(2);
let pointsLeft: number | null = null;

/** Before and after each durable step the process may have to die. */
function point(): void {
  if (pointsLeft === null) return;
  if (pointsLeft === 0) process.kill(process.pid, 'SIGKILL');
  pointsLeft--;
}

async function durable<T>(work: () => Promise<T>): Promise<T> {
  point();
  const result = await work();
  point();
  return result;
}

const policy = readPolicyFolder(fileURLToPath(new URL('../../policy', import.meta.url)), 'default');
const rulebook = loadRulebook(policy.files, policy.pack);

/** In this process: a killed worker is another test's business, and this one starts often. */
async function examinerHere(keys: Promise<LocalKeys>): Promise<Examiner & { close(): Promise<void> }> {
  const { fingerprintKey } = await keys;
  const fingerprint = (secret: string) => createHmac('sha256', fingerprintKey).update(secret).digest('hex');
  return {
    examine: (raw, context) => examine(raw, context, { rulebook, fingerprint, now: () => performance.now() }),
    strip: async (raw, paths, { removed }) =>
      strip(raw, await parse(raw), paths, ({ name }) => ({ text: removed.replaceAll('{name}', name ?? '') })),
    close: async () => undefined,
  };
}

function faulty({ store, ledger, ...others }: Ports): Ports {
  return {
    ...others,
    store: {
      ...store,
      putRaw: (id, raw) => durable(() => store.putRaw(id, raw)),
      deleteRaw: (id) => durable(() => store.deleteRaw(id)),
      putSealed: (id, sealed) => durable(() => store.putSealed(id, sealed)),
    },
    ledger: {
      ...ledger,
      commit: (changes) =>
        durable(async () => {
          await ledger.commit(changes);
          if (changes.some((change) => change.type === 'move' && change.move.from === 'handing'))
            rmSync(note, { force: true });
        }),
    },
  };
}

/**
 * A kill between a hand-over and the record of it excuses a second copy, any other does not: the note that stays behind
 * names whose hand-over was under way.
 */
const note = join(folder, 'handing-over');

function faultyRelay(relay: Relay): Relay {
  return {
    deliver: (mail) =>
      durable(async () => {
        writeFileSync(note, mail.recipients.map(({ address }) => `${address}\n`).join(''), { flag: 'a' });
        return relay.deliver(mail);
      }),
  };
}

const hostname = 'mx.agency.example';
const local = await openLocalPorts(folder, { hostname, isOwnRelay: () => true }, examinerHere);
const ports = faulty({
  ...local.ports,
  authenticator: { authenticate: async () => ({ findings: [], results: null }) },
});
const texts = loadNoticeTexts(policy.files);
const peer = {
  host: '127.0.0.1',
  port: Number(nextHopPort),
  name: hostname,
  tls: 'never',
  timeouts: standardTimeouts,
} as const;
const nextHop = smtpNextHop(peer);
const door = localDoor(
  {
    ports,
    rulebook,
    texts,
    site: { hostname, trace: 'kill-run' },
    senderBlocks: openSenderBlocks(ports.ledger, ports.clock, rulebook.pack.organisation),
    report: ({ event, cause }) => process.stderr.write(`${event}: ${String(cause)}\n`),
  },
  { notices: () => undefined, mailCame: () => undefined },
);
const resumed = door.resume(() => faultyRelay(nextHop.relay));
const domains = rulebook.pack.organisation.domains;
const start = (direction: 'inbound' | 'outbound') =>
  startSmtpGateway({
    direction,
    host: '127.0.0.1',
    port: 0,
    name: hostname,
    trace: 'kill-run',
    nextHop,
    door: { receive: (arrival, relay) => door.receive(arrival, faultyRelay(relay)), conclude: door.conclude },
    isOurs: (address) => domains.some((domain) => address.endsWith(`@${domain}`)),
    tls: null,
    accounts: [],
    trusted: networks(['127.0.0.0/8']),
    limits: defaultSmtpLimits,
    budget: memoryBudget(defaultSmtpLimits.bytesInFlight),
    report: () => undefined,
  });
const [inbound, outbound] = await Promise.all([start('inbound'), start('outbound')]);
await resumed;

type Question = { readonly arm: number | null } | { readonly mailFrom: string; readonly raw: Uint8Array };

process.on('message', async (question: Question) => {
  if ('arm' in question) {
    pointsLeft = question.arm;
    process.send?.('armed');
    return;
  }
  process.send?.(await statesOf(attemptKey(question.mailFrom, question.raw)));
});

/** Over every attempt of these bytes: a client that splits its recipients may have closed one before it opened the next. */
async function statesOf(key: string): Promise<ReadonlyMap<string, { state: string; sealed: boolean }>> {
  const states = new Map<string, { state: string; sealed: boolean }>();
  for (let count = 1; ; count++) {
    const record = await ports.ledger.attempt(`${key}.${count}`);
    if (record === null) return states;
    const sealed = new Set<string>();
    for await (const item of ports.ledger.heldItems({})) {
      if (item.attempt !== record.attempt.id || (await ports.store.getSealed(item.id)) === null) continue;
      for (const { address } of item.recipients) sealed.add(address);
    }
    for (const { address, state } of record.recipients) states.set(address, { state, sealed: sealed.has(address) });
  }
}

process.on('SIGTERM', async () => {
  await Promise.all([inbound.close(100), outbound.close(100)]);
  await local.close();
  process.exit(0);
});
process.on('disconnect', () => process.exit(0));
process.send?.({ inbound: inbound.port, outbound: outbound.port });
