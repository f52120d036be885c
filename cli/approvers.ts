// postern approvers: who may approve the reading of held mail, as the key store knows them, and signing as one.
import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import {
  type Approver,
  addApprover,
  addDecider,
  fingerprintOf,
  listApprovers,
  type NamedApprover,
  removeApprover,
  removeDecider,
} from '../adapters/local/approvers.ts';
import { proofOf } from '../adapters/local/opening-proof.ts';
import { type Grant, grantChallenge } from '../core/model/grant.ts';
import { endOf, isDay } from '../core/oversight/calendar.ts';
import type { OpeningProof } from '../core/ports.ts';
import type { ApproverChange } from '../gateway/oversight-commands.ts';
import { askGateway } from './ask-gateway.ts';
import { chosenPolicy } from './chosen-policy.ts';
import { CannotRun, exit } from './exit.ts';

export const help = `usage: postern approvers add NAME --key FILE|--passkey FILE [--until DAY] [--data DIR] [--pack PACK]
       postern approvers remove NAME [--data DIR]
       postern approvers list [--json] [--data DIR]
       postern approvers sign ACCESS --as NAME --key FILE [--challenge CHALLENGE]
       postern approvers add|remove NAME --releases [--key FILE] [--data DIR]
       postern approvers sign-release|sign-rescan ITEM --as NAME --key FILE

NAME is the account of the chief security officer, or of a deputy until a day. add and remove are done by who runs the
machine, and the running gateway records them.
  --key      add: public Ed25519 key (PEM); sign: the private one, which never lies on this machine
  --passkey  JSON with publicKey, origin and rpId, as /api/v1/me/account gives them
With --releases NAME is somebody of corporate security, whose key lets held mail go on and opens nothing to read; what
sign-release prints is the proof of POST /api/v1/held/ITEM/release, good for five minutes; what sign-rescan prints is what
rescan-held is called with on AWS.
ACCESS is a file with the access as the API gives it; what is signed is made from it, and compared with --challenge.
`;

type Values = ReturnType<typeof argumentsOf>['values'];

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args);
  const [verb, what] = positionals;
  const keys = join(resolve(values.data), 'keys');
  try {
    if (verb === 'list') return print(await listApprovers(keys), values.json);
    if (verb === 'add' && what !== undefined) return await add(keys, what, values);
    if (verb === 'remove' && what !== undefined) return await remove(keys, what, values);
    if (verb === 'sign-release' && what !== undefined) return await signReleaseOf(what, values);
    if (verb === 'sign-rescan' && what !== undefined) return await signRescanOf(what, values);
    if (verb === 'sign' && what !== undefined) return await signAccess(what, values);
  } catch (cause) {
    throw new CannotRun(cause instanceof Error ? cause.message : 'it could not be done');
  }
  throw new CannotRun('say add NAME, remove NAME, list or sign ACCESS; see postern approvers --help');
}

async function add(keys: string, name: string, values: Values): Promise<number> {
  if (values.releases) {
    const pem = await read(given(values.key, '--key'));
    await record(values, { name, change: 'add-decider', key: fingerprintOf(pem) });
    await addDecider(keys, name, pem);
    return exit.fine;
  }
  const until = values.until === undefined ? null : lastMoment(values.until, values.pack);
  const approver: Approver = { ...(await keyOf(values)), from: null, until };
  await record(values, { name, change: 'add', key: fingerprintOf(approver.publicKey) });
  return print([await addApprover(keys, name, approver)], values.json);
}

async function remove(keys: string, name: string, values: Values): Promise<number> {
  if (values.releases) {
    await record(values, { name, change: 'remove-decider', key: null });
    await removeDecider(keys, name);
    return exit.fine;
  }
  if (!(await listApprovers(keys)).some((one) => one.name === name))
    throw new CannotRun('there is no such approver; postern approvers list shows who is');
  await record(values, { name, change: 'remove', key: null });
  await removeApprover(keys, name);
  return exit.fine;
}

function record(values: Values, change: ApproverChange): Promise<unknown> {
  return askGateway(values.data, 'approver-changed', change);
}

const aPasskey = z.object({ publicKey: z.string().max(2_000), origin: z.url(), rpId: z.string().max(253) });

async function keyOf({ key, passkey }: Values): Promise<Pick<Approver, 'publicKey' | 'passkey'>> {
  if ((key === undefined) === (passkey === undefined)) throw new CannotRun('give either --key or --passkey');
  if (key !== undefined) return { publicKey: await read(key), passkey: null };
  const parsed = aPasskey.safeParse(jsonOf(await read(passkey ?? '')));
  if (!parsed.success) throw new CannotRun('the file of the passkey has no publicKey, origin and rpId');
  const { publicKey, origin, rpId } = parsed.data;
  return { publicKey, passkey: { origin, rpId } };
}

function lastMoment(day: string, pack: string): number {
  if (!isDay(day)) throw new CannotRun('give --until as year-month-day, such as 2026-01-31');
  return endOf(day, chosenPolicy(pack).pack.organisation.zone ?? 'UTC') - 1;
}

/** What of an access is signed; anything else that the API gives with it does not matter. */
const anAccess = z.object({
  id: z.string(),
  case: z.string(),
  requester: z.string(),
  items: z.array(z.string()).min(1).max(200),
  purpose: z.enum(['read', 'original', 'export']),
  until: z.number(),
});

async function signAccess(file: string, { as: approver, key, challenge }: Values): Promise<number> {
  if (approver === undefined || key === undefined) throw new CannotRun('say who signs with --as, and with which --key');
  const parsed = anAccess.safeParse(jsonOf(await read(file)));
  if (!parsed.success) throw new CannotRun(`${file} holds no access; save what the API gives, one access, as JSON`);
  const { requester: reader, ...facts } = parsed.data;
  const grant: Grant = { ...facts, reader };
  const signed = grantChallenge(grant);
  if (challenge !== undefined && challenge !== signed.toString('base64url'))
    throw new CannotRun('the challenge is of another access than the file: do not sign it');
  const until = new Date(grant.until).toISOString();
  process.stderr.write(
    `${reader} may ${grant.purpose} ${grant.items.length} items in case ${grant.case} until ${until}\n`,
  );
  const signature = sign(null, signed, privateKeyOf(await read(key))).toString('base64');
  process.stdout.write(`${JSON.stringify({ kind: 'key', approver, signature })}\n`);
  return exit.fine;
}

/** Milliseconds: carried out soon after it was decided. */
const proofLasts = 5 * 60_000;

async function signReleaseOf(item: string, values: Values): Promise<number> {
  const { until, signature } = await openingProof('release', item, values);
  process.stdout.write(`${JSON.stringify({ until, signature })}\n`);
  return exit.fine;
}

async function signRescanOf(item: string, values: Values): Promise<number> {
  const proof = await openingProof('rescan', item, values);
  process.stdout.write(`${JSON.stringify({ proof })}\n`);
  return exit.fine;
}

async function openingProof(
  purpose: OpeningProof['purpose'],
  item: string,
  { as: decider, key }: Values,
): Promise<OpeningProof> {
  const signer = privateKeyOf(await read(given(key, '--key')));
  return proofOf(purpose, signer, item, given(decider, '--as'), Date.now() + proofLasts);
}

function given(value: string | undefined, flag: string): string {
  if (value === undefined) throw new CannotRun(`${flag} is missing; see postern approvers --help`);
  return value;
}

function privateKeyOf(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Told below: what the library says may quote the key.
  }
  throw new CannotRun('--key is no private Ed25519 key in PEM form without a passphrase');
}

function print(all: readonly NamedApprover[], json: boolean): number {
  for (const { name, until, passkey, fingerprint } of all) {
    const end = until === null ? '' : `until ${new Date(until).toISOString()}`;
    const line = [name.padEnd(16), passkey === null ? 'key' : `passkey of ${passkey.rpId}`, end, fingerprint];
    const facts = { name, until, passkey, fingerprint };
    process.stdout.write(`${json ? JSON.stringify(facts) : line.filter((part) => part !== '').join('  ')}\n`);
  }
  if (all.length === 0 && !json) process.stderr.write('nobody may approve yet\n');
  return exit.fine;
}

function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => {
    throw new CannotRun(`${file} cannot be read; name a file that can`);
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function argumentsOf(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      passkey: { type: 'string' },
      until: { type: 'string' },
      as: { type: 'string' },
      challenge: { type: 'string' },
      releases: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      pack: { type: 'string', default: 'default' },
      data: { type: 'string', default: 'data' },
    },
  });
}
