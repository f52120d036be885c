// The files of the key process: master key, fingerprint key, day keys of raw copies, deciders. Nobody else writes them.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Grant } from '../../core/model/grant.ts';
import { type Approver, approverFile } from './approvers.ts';
import { flushFolder, isMissing, makeFolder, writeDurably } from './durable-file.ts';
import { grantFiles } from './grant-files.ts';
import { deciderFile, operator } from './opening-proof.ts';
import { windowFiles } from './window-files.ts';
import { destroyFile, wrappingFiles } from './wrapping-files.ts';

export interface KeyStore {
  /** X25519. */
  readonly master: KeyObject;
  readonly fingerprintKey: Uint8Array;
  /** Ed25519; made when an older store has none. */
  readonly notaryKey: KeyObject;
  /** Ed25519; read anew each time, so that a decider who was taken out is refused at once. Null for who is none. */
  deciderKey(name: string): KeyObject | null;
  /** The key of raw copies written on a day (UTC, `2026-01-31`); null when it was destroyed or never made. */
  dayKey(day: string): Promise<Uint8Array | null>;
  /** As dayKey, but made when missing. */
  makeDayKey(day: string): Promise<Uint8Array>;
  /** Null for who is no approver here; read anew each time. */
  approver(name: string): Promise<Approver | null>;
  /** False when another grant of that id exists, or it was revoked. */
  keepGrant(grant: Grant): Promise<boolean>;
  /** Null when there is none, or it was revoked. */
  grant(id: string): Promise<Grant | null>;
  revokeGrant(id: string): Promise<void>;
  keepWrapping(item: string, name: string, wrapping: Uint8Array): Promise<void>;
  wrapping(item: string, name: string): Promise<Uint8Array | null>;
  /** Of every sealing of the item. */
  destroyWrappings(item: string): Promise<void>;
  /** Destroys every day key but those of the given days. */
  keepDayKeys(days: readonly string[]): Promise<void>;
  /** Null when it was destroyed, never made, or its time is over. */
  windowKey(window: string, now: number): Promise<KeyObject | null>;
  /** As windowKey, but made when missing. */
  makeWindowKey(window: string): Promise<KeyObject>;
  destroyOldWindows(now: number): Promise<void>;
}

/** Written last: a store that has it is complete, and a missing key is a loss and not a beginning. */
const marker = 'complete';

/** Opens the store, making it when the folder is new. Rejects when a key of an existing store is missing. */
export async function openKeyStore(folder: string): Promise<KeyStore> {
  await makeFolder(folder);
  if ((await stat(folder)).mode & 0o077) await chmod(folder, 0o700);
  await Promise.all(
    ['deciders', 'days', 'windows', 'approvers', 'grants', 'items'].map((name) => makeFolder(join(folder, name))),
  );
  if (!existsSync(join(folder, marker))) await makeKeys(folder);
  const days = join(folder, 'days');
  const checkpoint = join(folder, 'notary.key');
  if (!existsSync(checkpoint)) await writeDurably(checkpoint, privatePem(generateKeyPairSync('ed25519').privateKey));
  return {
    notaryKey: createPrivateKey(await readKey(folder, 'notary.key')),
    master: createPrivateKey(await readKey(folder, 'master.key')),
    fingerprintKey: await readKey(folder, 'fingerprint.key'),
    deciderKey: (name) => readDeciderKey(folder, name),
    dayKey: (day) => readDayKey(days, day),
    makeDayKey: async (day) => (await readDayKey(days, day)) ?? makeDayKey(days, day),
    keepDayKeys: (kept) => keepDayKeys(days, kept),
    approver: (name) => readApprover(folder, name),
    ...grantFiles(join(folder, 'grants')),
    ...wrappingFiles(join(folder, 'items')),
    ...windowFiles(join(folder, 'windows')),
  };
}

/** Keys that an interrupted beginning left are kept: something may be sealed for them. */
async function makeKeys(folder: string): Promise<void> {
  const missing = (file: string) => !existsSync(file);
  const master = join(folder, 'master.key');
  if (missing(master)) await writeDurably(master, privatePem(generateKeyPairSync('x25519').privateKey));
  const fingerprint = join(folder, 'fingerprint.key');
  if (missing(fingerprint)) await writeDurably(fingerprint, randomBytes(32));
  const signing = deciderFile(folder, operator, 'private');
  if (missing(signing)) await writeDurably(signing, privatePem(generateKeyPairSync('ed25519').privateKey));
  const publicKey = createPublicKey(await readFile(signing)).export({ format: 'pem', type: 'spki' });
  await writeDurably(deciderFile(folder, operator, 'public'), Buffer.from(publicKey));
  await writeDurably(join(folder, marker), Buffer.from('1\n'));
}

function privatePem(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: 'pem', type: 'pkcs8' }));
}

async function readKey(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, name));
  } catch (cause) {
    throw new Error(`the key store has no readable ${name}; restore it from a backup, since what was sealed needs it`, {
      cause,
    });
  }
}

function readDeciderKey(folder: string, name: string): KeyObject | null {
  try {
    const key = createPublicKey(readFileSync(deciderFile(folder, name, 'public')));
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}

async function readDayKey(days: string, day: string): Promise<Buffer | null> {
  try {
    return await readFile(join(days, day));
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function makeDayKey(days: string, day: string): Promise<Buffer> {
  const key = randomBytes(32);
  await writeDurably(join(days, day), key);
  return key;
}

async function keepDayKeys(days: string, kept: readonly string[]): Promise<void> {
  const old = (await readdir(days)).filter((name) => !kept.includes(name));
  for (const name of old) await destroyFile(join(days, name));
  if (old.length > 0) await flushFolder(days);
}

async function readApprover(folder: string, name: string): Promise<Approver | null> {
  try {
    return JSON.parse(await readFile(approverFile(folder, name), 'utf8')) as Approver;
  } catch {
    return null;
  }
}
