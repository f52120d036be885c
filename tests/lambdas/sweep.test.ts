// The sweep, the turns and releases of the AWS host, on its own adapters over HTTP.
import { generateKeyPairSync, sign } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dynamoLedger } from '../../adapters/aws/dynamo-ledger.ts';
import { dynamoShares } from '../../adapters/aws/dynamo-shares.ts';
import { dynamoTurns } from '../../adapters/aws/dynamo-turns.ts';
import { contentKey } from '../../adapters/aws/kms-client.ts';
import { fingerprintUnder, kmsKeys } from '../../adapters/aws/kms-keys.ts';
import { s3MailStore } from '../../adapters/aws/s3-mail-store.ts';
import { readPolicyFolder } from '../../adapters/local/policy-folder.ts';
import { keyOfCopy } from '../../core/mail/intake/attempt-key.ts';
import { release } from '../../core/mail/release.ts';
import { canonicalJson } from '../../core/model/canonical-json.ts';
import type { Examination } from '../../core/model/examination.ts';
import { openSenderBlocks } from '../../core/oversight/blocks/sender-blocks.ts';
import { loadNoticeTexts } from '../../core/oversight/notices/notice-texts.ts';
import type { Engine, OpeningProof, Relay } from '../../core/ports.ts';
import { loadRulebook } from '../../core/rulebook/load-rulebook.ts';
import { givenUp } from '../../gateway/workers/given-up.ts';
import { type StoredMailDoor, takeStored } from '../../lambdas/stored-mail.ts';
import { sweep } from '../../lambdas/sweep.ts';
import { awsError } from '../harness/aws/aws-fake.ts';
import { type AwsSurroundings, startSurroundings } from '../harness/aws/aws-surroundings.ts';
import { testClientOptions } from '../harness/aws/test-clients.ts';

const hour = 3_600_000;
const raw = Buffer.from('From: zoe@elsewhere.example\r\nTo: ben@agency.example\r\nSubject: x\r\n\r\nhello\r\n');
const policy = readPolicyFolder('policy');
const rulebook = loadRulebook(policy.files, policy.pack);
const texts = loadNoticeTexts(policy.files);
const decider = generateKeyPairSync('ed25519');
const deciders = { operator: decider.publicKey.export({ format: 'der', type: 'spki' }).toString('base64') };

let aws: AwsSurroundings;
let now: number;
let counted: string[];
let delivered: string[];

beforeEach(async () => {
  aws = await startSurroundings();
  now = Date.now();
  counted = [];
  delivered = [];
});
afterEach(() => aws.close());

const relay: Relay = {
  deliver: async ({ recipients }) => {
    delivered.push(...recipients.map(({ address }) => address));
    return new Map(recipients.map(({ address }) => [address, { code: 250, text: '2.0.0 ok' }]));
  },
};

/** Reads nothing, where it is not told what there is to see: everything is held as unread. */
function door(role: 'scanner' | 'releaser' = 'scanner', seen?: Examination): StoredMailDoor {
  const clock = () => now;
  const key = contentKey(aws.kms.keyId, testClientOptions(aws.kms.endpoint, role));
  const deps = {
    ports: {
      store: s3MailStore(aws.raw, aws.held),
      ledger: dynamoLedger(aws.table, clock),
      keys: kmsKeys({
        key,
        shares: dynamoShares(aws.table),
        fingerprint: fingerprintUnder(aws.fingerprintKey),
        deciders,
        clock,
      }),
      examiner: { examine: async (bytes: Uint8Array) => seen ?? givenUp(bytes), strip: async () => null },
      authenticator: { authenticate: async () => ({ findings: [], results: null }) },
      clock,
    },
    rulebook,
    texts,
    site: { hostname: 'gate.agency.example', trace: 'trace' },
    senderBlocks: openSenderBlocks(aws.ledger, clock, rulebook.pack.organisation),
    report: () => undefined,
  };
  const turns = dynamoTurns(aws.table, clock);
  const count = (name: string) => void counted.push(name);
  return { inbox: aws.raw, turns, deps, count, relayFor: () => relay };
}

const turnsOf = ({ table }: AwsSurroundings) => dynamoTurns(table, () => now);
const stored = async (key: string) => (await aws.raw.fetch(key, 1000)).state === 'found';
const soon = () => Date.now() + 600_000;

it('R-701 holds a message whose envelope never came, with an alarm, and guesses no recipient from its header', async () => {
  await aws.raw.put('raw/inbound/lost-1', raw);
  await sweep(soon(), door());
  expect(await stored('raw/inbound/lost-1')).toBe(true);
  now += 2 * hour;
  await sweep(soon(), door());
  await sweep(soon(), door());
  expect(await stored('raw/inbound/lost-1')).toBe(false);
  expect(counted.filter((name) => name === 'EnvelopeMissing')).toHaveLength(1);
  const items = await Array.fromAsync(aws.ledger.heldItems({ state: 'kept' }));
  expect(items.map(({ recipients }) => recipients.map(({ address }) => address))).toEqual([['unknown@invalid']]);
  expect(items[0]?.recipients[0]?.reasons.at(-1)?.clause).toBe('postern/no-envelope');
  expect(delivered).toEqual([]);
});

it('R-103 holds unread, with an alarm, what is larger than SES takes, and does not try it for ever', async () => {
  await aws.raw.put('raw/inbound/large-1', Buffer.concat([raw, Buffer.alloc(65 * 2 ** 20, 'x')]));
  const mail = { id: 'large-1', mailFrom: 'zoe@elsewhere.example', recipients: ['ben@agency.example'] };
  expect(await takeStored(mail, soon(), door())).toBe('done');
  expect(counted).toContain('HeldByFailure');
  const items = await Array.fromAsync(aws.ledger.heldItems({ state: 'kept' }));
  expect(items.map(({ recipients }) => recipients.map(({ address }) => address))).toEqual([['ben@agency.example']]);
  expect([await stored('raw/inbound/large-1'), delivered]).toEqual([false, []]);
}, 180_000);

it('R-701 holds once what two invocations fetch at the same time', async () => {
  const mail = { id: 'twice-1', mailFrom: 'zoe@elsewhere.example', recipients: ['ben@agency.example'] };
  await aws.raw.put('raw/inbound/twice-1', raw);
  const slow = door();
  const endings: string[] = [];
  const inbox: StoredMailDoor['inbox'] = {
    ...slow.inbox,
    fetch: async (key, most) => {
      const fetched = await slow.inbox.fetch(key, most);
      if (fetched.state === 'found') endings.push(await takeStored(mail, soon(), door()));
      return fetched;
    },
  };
  endings.push(await takeStored(mail, soon(), { ...slow, inbox }));
  expect(endings.toSorted()).toEqual(['done', 'later']);
  expect(await takeStored(mail, soon(), door())).toBe('done');
  const items = await Array.fromAsync(aws.ledger.heldItems({ state: 'kept' }));
  expect(items).toHaveLength(1);
  expect(counted).toEqual([]);
});

it('R-701 knows as done what was done, whoever comes late', async () => {
  const turns = turnsOf(aws);
  expect(await turns.fate('late-1')).toBeNull();
  const slow = await turns.take('late-1', now + 1000);
  expect(await turns.fate('late-1')).toBe('begun');
  now += 2000;
  const quick = await turns.take('late-1', now + 1000);
  expect([slow?.fate, quick?.fate]).toEqual([null, 'begun']);
  await slow?.give('known');
  await quick?.give('done');
  await slow?.leave();
  await slow?.give();
  expect(await turns.fate('late-1')).toBe('done');
  // A release has its turn, too.
  await (await turns.take('late-1', now + 1000))?.give();
  expect(await turns.fate('late-1')).toBe('done');
});

it('R-701 deals with the same bytes of two arrivals apart, one of them cut off, and serves nobody twice', async () => {
  const arrival = (id: string, to: string) => ({ id, mailFrom: 'ana@agency.example', recipients: [to] });
  const [first, second] = [arrival('same-1', 'ben@partner.example'), arrival('same-2', 'eve@partner.example')];
  for (const { id } of [first, second]) await aws.raw.put(`raw/outbound/${id}`, raw);
  const readable = door('scanner', { ...givenUp(raw), findings: [], parts: [] });
  const cutOff = { ...readable, relayFor: () => ({ deliver: () => Promise.reject(new Error('cut off')) }) };
  expect(await takeStored(first, soon(), cutOff)).toBe('later');
  expect(await takeStored(second, soon(), readable)).toBe('done');
  expect(await takeStored(first, soon(), readable)).toBe('done');
  expect(await takeStored(second, soon(), readable)).toBe('done');
  expect(delivered).toEqual(['eve@partner.example', 'ben@partner.example']);
});

it('does away with a copy that was done with when its deletion failed', async () => {
  await aws.raw.put('raw/inbound/left-1', raw);
  await (await turnsOf(aws).take(keyOfCopy('left-1'), now + 1000))?.give('done');
  now += 2 * hour;
  await sweep(soon(), door());
  expect([await stored('raw/inbound/left-1'), counted]).toEqual([false, ['Unfinished']]);
});

it('leaves to the queue what it has an envelope of', async () => {
  await aws.raw.put('raw/inbound/known-1', raw);
  await (await turnsOf(aws).take(keyOfCopy('known-1'), now + 1000))?.give('known');
  now += 2 * hour;
  await sweep(soon(), door());
  expect(await stored('raw/inbound/known-1')).toBe(true);
});

it('R-703 brings to its end what was cut off and whose envelope never came, for the recipients it had', async () => {
  const mail = { id: 'cut-1', mailFrom: 'zoe@elsewhere.example', recipients: ['ben@agency.example'] };
  await aws.raw.put('raw/inbound/cut-1', raw);
  const cutOff = door();
  cutOff.deps.ports.keys.seal = () => Promise.reject(new Error('the sandbox is gone'));
  expect(await takeStored(mail, soon(), cutOff)).toBe('later');
  // What a process that was killed could not note.
  await (await turnsOf(aws).take(keyOfCopy('cut-1'), now + 1000))?.give('begun');
  now += hour / 2;
  await sweep(soon(), door());
  expect(await stored('raw/inbound/cut-1')).toBe(false);
  const items = await Array.fromAsync(aws.ledger.heldItems({ state: 'kept' }));
  expect(items.map(({ recipients }) => recipients.map(({ address }) => address))).toEqual([['ben@agency.example']]);
  now += 2 * hour;
  await sweep(soon(), door());
  expect(counted.filter((name) => name === 'EnvelopeMissing' || name === 'MessageUnavailable')).toEqual([]);
});

it('R-703 takes no message for one without an envelope that somebody began with, however late anybody looks', async () => {
  const mail = { id: 'cut-2', mailFrom: 'zoe@elsewhere.example', recipients: ['ben@agency.example'] };
  await aws.raw.put('raw/inbound/cut-2', raw);
  const cutOff = door();
  cutOff.deps.ports.keys.seal = () => Promise.reject(new Error('the sandbox is gone'));
  expect(await takeStored(mail, soon(), cutOff)).toBe('later');
  await (await turnsOf(aws).take(keyOfCopy('cut-2'), now + 1000))?.give('begun');
  now += 5 * hour;
  await sweep(soon(), door());
  const items = await Array.fromAsync(aws.ledger.heldItems({ state: 'kept' }));
  expect(items.map(({ recipients }) => recipients.map(({ address }) => address))).toEqual([['ben@agency.example']]);
  expect([counted.includes('EnvelopeMissing'), await stored('raw/inbound/cut-2')]).toEqual([false, false]);
});

it('R-703 gives a message to one invocation at a time, and knows those that were lost over it', async () => {
  const turns = dynamoTurns(aws.table, () => now);
  const first = await turns.take('a', now + 1000);
  expect(first?.lost).toBe(0);
  expect(await turns.take('a', now + 1000)).toBeNull();
  now += 2000;
  const both = await Promise.all([turns.take('a', now + 1000), turns.take('a', now + 1000)]);
  expect(both.map((turn) => turn?.lost).sort()).toEqual([1, undefined]);
  await first?.give();
  expect(await turns.take('a', now + 1000)).toBeNull();
  await both.find((turn) => turn !== null)?.leave();
  now += 2000;
  const third = await turns.take('a', now + 1000);
  expect(third?.lost).toBe(1);
  await third?.give();
  expect((await turns.take('a', now + 1000))?.lost).toBe(0);
});

/** Held, with a decider's proof to release it. */
async function held(): Promise<OpeningProof> {
  await aws.raw.put('raw/inbound/held-1', raw);
  const mail = { id: 'held-1', mailFrom: 'zoe@elsewhere.example', recipients: ['ben@agency.example'] };
  expect(await takeStored(mail, soon(), door())).toBe('done');
  const [item] = await Array.fromAsync(aws.ledger.heldItems({ state: 'kept' }));
  const unsigned = { item: item?.id ?? '', purpose: 'release', decider: 'operator', until: now + 60_000 } as const;
  const signature = sign(null, Buffer.from(canonicalJson(unsigned)), decider.privateKey).toString('base64');
  return { ...unsigned, signature };
}

it('R-102 releases nothing that an engine finds malware in, or says nothing about', async () => {
  const proof = await held();
  const { deps } = door('releaser');
  const engine = (inspect: Engine['inspect']): Engine => ({
    name: 'guardduty',
    judges: 'malware',
    answers: async () => true,
    inspect,
  });
  const answers: readonly [Engine['inspect'], string][] = [
    [async () => ({ state: 'malware', name: 'x' }), 'guardduty found malware in it'],
    [async () => ({ state: 'unscanned', why: 'FAILED' }), 'guardduty could not judge it'],
    [() => Promise.reject(new Error('away')), 'guardduty could not judge it'],
  ];
  for (const [inspect, refusal] of answers) {
    const released = release(proof.item, proof, () => relay, { ...deps, lastLook: [engine(inspect)] });
    await expect(released).rejects.toThrow(refusal);
  }
  expect(delivered).toEqual([]);
  const clean = [engine(async () => ({ state: 'clean' }))];
  await release(proof.item, proof, () => relay, { ...deps, lastLook: clean });
  expect(delivered).toEqual(['ben@agency.example']);
});

it('R-403 releases a held item on a decider’s proof under the releasing role alone', async () => {
  const proof = await held();
  const id = proof.item;
  const to = () => relay;
  await expect(release(id, proof, to, door('scanner').deps)).rejects.toThrow();
  await expect(release(id, { ...proof, until: now + 1 }, to, door('releaser').deps)).rejects.toThrow();
  expect([...(await release(id, proof, to, door('releaser').deps))]).toEqual([['ben@agency.example', 'served']]);
  expect(delivered).toEqual(['ben@agency.example']);
});

it('R-701 fails and keeps SES’s copy when the ledger is throttled for long, and goes on when it is not', async () => {
  const mail = { id: 'slow-1', mailFrom: 'zoe@elsewhere.example', recipients: ['ben@agency.example'] };
  await aws.raw.put('raw/inbound/slow-1', raw);
  const throttled = awsError(400, 'ProvisionedThroughputExceededException');
  aws.database.failNext('TransactWriteItems', throttled, 4);
  expect(await takeStored(mail, soon(), door())).toBe('later');
  expect(await stored('raw/inbound/slow-1')).toBe(true);
  expect(delivered).toEqual([]);
  aws.database.failNext('TransactWriteItems', throttled, 1);
  expect(await takeStored(mail, soon(), door())).toBe('done');
  expect(await stored('raw/inbound/slow-1')).toBe(false);
});
