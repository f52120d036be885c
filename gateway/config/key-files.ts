// Reads the files with keys and passwords that the configuration names. A mistake is one line that names the key and what to do.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { mailauthSealer } from '../../adapters/mailauth/mailauth-sealer.ts';
import type { PeerAccount } from '../../adapters/smtp/peer-sign-in.ts';
import type { Sealer } from '../../core/ports.ts';
import type { Config } from './config-schema.ts';
import { ConfigError } from './load-config.ts';

/** PEM. */
export interface TlsFiles {
  readonly key: string;
  readonly cert: string;
}

/** Null when there are none. Rejects with ConfigError. */
export async function readTls({ tls }: Pick<Config, 'tls'>): Promise<TlsFiles | null> {
  if (tls === null) return null;
  const [key, cert] = [await read('tls.key', tls.key), await read('tls.cert', tls.cert)];
  const privateKey = privateKeyOf('tls.key', tls.key, key);
  const remedy = 'give the certificate in PEM form, those of its issuers after it';
  const certificate = orElse(() => new X509Certificate(cert), `tls.cert: ${tls.cert} holds no certificate; ${remedy}`);
  if (!certificate.checkPrivateKey(privateKey))
    throw mistake(`tls.cert: ${tls.cert} is not the certificate of tls.key; give the two that belong together`);
  return { key, cert };
}

/** Null when there is no ARC key. Rejects with ConfigError. */
export async function readSealer({ arc, hostname }: Pick<Config, 'arc' | 'hostname'>): Promise<Sealer | null> {
  if (arc === null) return null;
  const { domain, selector } = arc;
  const privateKey = await read('arc.key', arc.key);
  privateKeyOf('arc.key', arc.key, privateKey);
  return orElse(
    () => mailauthSealer({ hostname, domain, selector, privateKey }),
    `arc.key: ${arc.key} cannot be used; give an RSA key of 2048 bits or more, or an Ed25519 key`,
  );
}

/** Our account at the next hop of one direction, undefined when there is none. Rejects with ConfigError. */
export async function readPeerAccount(
  direction: 'inbound' | 'outbound',
  { smtp }: Pick<Config, 'smtp'>,
): Promise<PeerAccount | undefined> {
  const { signIn } = smtp[direction];
  if (signIn === null) return undefined;
  const name = `smtp.${direction}.signIn.passwordFile`;
  const password = (await read(name, signIn.passwordFile, 'a file')).replace(/\r?\n$/, '');
  if (password === '') throw mistake(`${name}: ${signIn.passwordFile} is empty; write the password into it`);
  return { user: signIn.user, password };
}

/** What signs the events for the webhook; null where there is none. Rejects with ConfigError. */
export async function readWebhookSecret({ events: { webhook } }: Pick<Config, 'events'>): Promise<string | null> {
  if (webhook === null) return null;
  const name = 'events.webhook.secretFile';
  const secret = (await read(name, webhook.secretFile, 'a file')).trim();
  if (secret.length < 32)
    throw mistake(`${name}: ${webhook.secretFile} is too short; write 32 random characters or more into it`);
  return secret;
}

async function read(name: string, path: string, kind = 'a PEM file'): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as { code?: string };
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw mistake(`${name}: ${path} ${why}; give the path of ${kind} that this user can read`, cause);
  }
}

function privateKeyOf(name: string, path: string, pem: string): KeyObject {
  return orElse(
    () => createPrivateKey(pem),
    `${name}: ${path} holds no private key; give one in PEM form, without a passphrase`,
  );
}

function orElse<T>(work: () => T, message: string): T {
  try {
    return work();
  } catch (cause) {
    throw mistake(message, cause);
  }
}

function mistake(message: string, cause?: unknown): ConfigError {
  return new ConfigError([message], { cause });
}
