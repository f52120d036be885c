// Who may approve reading, as the key store knows them: files that only who runs the machine puts there.
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Refused } from '../../core/ports.ts';
import { makeFolder, removeDurably, writeDurably } from './durable-file.ts';
import { deciderFile, operator } from './opening-proof.ts';

const approverName = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** As it lies in `keys/approvers/<name>.json`. */
export interface Approver {
  /** SubjectPublicKeyInfo in PEM: Ed25519, or P-256 for a passkey. */
  readonly publicKey: string;
  /** Milliseconds since the epoch, both included; null for the chief, a period for a deputy. */
  readonly from: number | null;
  readonly until: number | null;
  /** Where its passkey signs; null for a key of a file. */
  readonly passkey: { readonly origin: string; readonly rpId: string } | null;
}

/** Throws Refused on a name that could lead elsewhere. */
export function approverFile(keysFolder: string, name: string): string {
  if (!approverName.test(name))
    throw new Refused('that is no name of an approver; use lower-case letters, digits, dots and hyphens');
  return join(keysFolder, 'approvers', `${name}.json`);
}

/** Somebody who may let held mail go on, by a key of a file. Throws Refused for another kind of key. */
export async function addDecider(keysFolder: string, name: string, pem: string): Promise<void> {
  const file = deciderFile(keysFolder, name, 'public');
  const key = publicKeyOf(pem);
  if (name === operator) throw new Refused('the operator of this machine has a key already; choose another name');
  if (key.asymmetricKeyType !== 'ed25519') throw new Refused('a decider signs with an Ed25519 key');
  await writeDurably(file, Buffer.from(String(key.export({ format: 'pem', type: 'spki' }))));
}

/** At once. Throws Refused when there is none. */
export async function removeDecider(keysFolder: string, name: string): Promise<void> {
  const file = deciderFile(keysFolder, name, 'public');
  if (name === operator) throw new Refused('the operator of this machine stays: its key was made with the store');
  if (!(await readdir(join(keysFolder, 'deciders'))).includes(`${name}.pub`))
    throw new Refused('there is no such decider');
  await removeDurably(file);
}

export interface NamedApprover extends Approver {
  readonly name: string;
  /** Hex SHA-256 of the public key (SubjectPublicKeyInfo in DER), to compare with what its holder sees. */
  readonly fingerprint: string;
}

/**
 * Adds or replaces an approver; the key process knows them from the next grant on. Throws Refused for a key that could
 * not approve: Ed25519, or P-256 or Ed25519 of a passkey.
 */
export async function addApprover(keysFolder: string, name: string, approver: Approver): Promise<NamedApprover> {
  const file = approverFile(keysFolder, name);
  const key = publicKeyOf(approver.publicKey);
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const passkeyCurve = approver.passkey !== null && type === 'ec' && details?.namedCurve === 'prime256v1';
  if (type !== 'ed25519' && !passkeyCurve)
    throw new Refused('an approver signs with an Ed25519 key, or with a passkey of P-256 or Ed25519');
  const kept: Approver = { ...approver, publicKey: String(key.export({ format: 'pem', type: 'spki' })) };
  await makeFolder(join(keysFolder, 'approvers'));
  await writeDurably(file, Buffer.from(`${JSON.stringify(kept)}\n`));
  return named(name, kept);
}

/** By name. */
export async function listApprovers(keysFolder: string): Promise<readonly NamedApprover[]> {
  const names = (await readdir(join(keysFolder, 'approvers')).catch(() => []))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
  return Promise.all(
    names.map(async (name) =>
      named(name, JSON.parse(await readFile(approverFile(keysFolder, name), 'utf8')) as Approver),
    ),
  );
}

/** At once; grants that stand go on until they end or are revoked. Throws Refused when there is none. */
export async function removeApprover(keysFolder: string, name: string): Promise<void> {
  const file = approverFile(keysFolder, name);
  if (!(await listApprovers(keysFolder)).some((one) => one.name === name))
    throw new Refused('there is no such approver; postern approvers list shows who is');
  await removeDurably(file);
}

function named(name: string, approver: Approver): NamedApprover {
  return { ...approver, name, fingerprint: fingerprintOf(approver.publicKey) };
}

/** Of a public key in PEM. Throws Refused when it is none. */
export function fingerprintOf(pem: string): string {
  const der = publicKeyOf(pem).export({ format: 'der', type: 'spki' });
  return createHash('sha256').update(der).digest('hex');
}

function publicKeyOf(pem: string): KeyObject {
  if (pem.includes('PRIVATE KEY'))
    throw new Refused('that is a private key: give its public half, and keep it to yourself');
  try {
    return createPublicKey(pem);
  } catch (cause) {
    throw new Refused('there is no public key in PEM form', { cause });
  }
}
