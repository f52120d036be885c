// The MailStore port on files: raw copies encrypted under the key of their day, sealed content as it comes.
import { type CipherKey, createSecretKey, randomBytes } from 'node:crypto';
import { opendir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, type MailStore, RawCopyDamaged } from '../../core/ports.ts';
import { isMissing, makeFolder, removeDurably, removed, writeDurably } from './durable-file.ts';
import type { RawKeys } from './key-client.ts';
import { utcDay } from './key-protocol.ts';
import { decrypt, encrypt } from './sealing.ts';

const magic = Buffer.from('PRW1');
const dayNameLength = '2026-01-31'.length;
const nonceLength = 12;

/** No separator and no leading dot: such a name stays in its folder. */
const storedId = /^[A-Za-z0-9][A-Za-z0-9._:=+~-]{0,199}$/;

/** Keeps mail under `mail/` in the data folder. Rejects when the folder cannot be made. */
export async function openFileMailStore(folder: string, keys: RawKeys, clock: Clock = Date.now): Promise<MailStore> {
  const [raw, sealed, unfinished] = ['raw', 'sealed', 'unfinished'].map((name) => join(folder, 'mail', name)) as [
    string,
    string,
    string,
  ];
  for (const path of [raw, sealed, unfinished]) await makeFolder(path);
  for (const name of await readdir(unfinished)) await rm(join(unfinished, name), { force: true });

  const rawKeys = rememberKeys(keys, clock);
  const write = async (area: string, id: string, bytes: Uint8Array) => {
    const { folder, path } = fileOf(area, id);
    const put = () => writeDurably(path, bytes, unfinished);
    try {
      await put().catch(async (cause: unknown) => {
        if (!isMissing(cause)) throw cause;
        await makeFolder(folder);
        await put();
      });
    } catch (cause) {
      throw writeFailure(cause);
    }
  };
  return {
    putRaw: async (id, bytes) => write(raw, id, encryptRaw(id, bytes, await rawKeys.today())),
    getRaw: async (id) => decryptRaw(id, await readOrNull(fileOf(raw, id).path), rawKeys.of),
    // Not durably: a copy that a power failure brings back is encrypted, and swept within the day (DESIGN section 5).
    deleteRaw: async (id) => {
      await removed(fileOf(raw, id).path);
    },
    listRaw: (before) => writtenBefore(raw, before),
    putSealed: (id, bytes) => write(sealed, id, bytes),
    getSealed: async (id) => readOrNull(fileOf(sealed, id).path),
    deleteSealed: async (id) => removeDurably(fileOf(sealed, id).path),
  };
}

/** Files are spread over folders by the first two characters of their id. */
function fileOf(area: string, id: string): { readonly folder: string; readonly path: string } {
  if (!storedId.test(id)) throw new Error('that is not the id of a stored message');
  const folder = join(area, id.slice(0, 2));
  return { folder, path: join(folder, id) };
}

async function readOrNull(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function writeFailure(cause: unknown): Error {
  const code = cause instanceof Error && 'code' in cause ? cause.code : 'unknown fault';
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  const what = full ? 'the disk is full; free some space' : `check the data folder and its disk (${code})`;
  return new Error(`the message cannot be kept: ${what}`, { cause });
}

async function* writtenBefore(area: string, before: number): AsyncGenerator<string> {
  for (const shard of await readdir(area)) {
    for await (const entry of await opendir(join(area, shard))) {
      const found = await stat(join(area, shard, entry.name)).catch(() => null);
      if (found !== null && found.mtimeMs < before) yield entry.name;
    }
  }
}

/** As Node takes it without making a key of the bytes for each message. */
interface DayKey {
  readonly day: string;
  readonly key: CipherKey;
}

/** raw copy = "PRW1" | day of its key (10) | nonce (12) | ciphertext | tag (16); bound to id and day. */
function encryptRaw(id: string, bytes: Uint8Array, { day, key }: DayKey): Uint8Array {
  const nonce = randomBytes(nonceLength);
  return Buffer.concat([magic, Buffer.from(day), nonce, ...encrypt(key, nonce, `raw ${day} ${id}`, bytes)]);
}

/** Null for a copy whose key was destroyed: it does not exist any more. */
async function decryptRaw(
  id: string,
  stored: Buffer | null,
  keyOf: (day: string) => Promise<CipherKey | null>,
): Promise<Uint8Array | null> {
  if (stored === null) return null;
  const nonceAt = magic.length + dayNameLength;
  const day = stored.toString('latin1', magic.length, nonceAt);
  const key = await keyOf(day);
  if (key === null) return null;
  const contentAt = nonceAt + nonceLength;
  try {
    return decrypt(key, stored.subarray(nonceAt, contentAt), `raw ${day} ${id}`, stored.subarray(contentAt));
  } catch {
    throw new RawCopyDamaged('the raw copy was changed or damaged on disk; the sender has to send it again');
  }
}

/** Spares a question to the key process for every message; forgets a key when its day is over. */
function rememberKeys(keys: RawKeys, clock: Clock) {
  let current: DayKey | null = null;
  const today = async (): Promise<DayKey> => {
    if (current?.day !== utcDay(clock())) {
      const { day, key } = await keys.rawKeyToday();
      current = { day, key: createSecretKey(key) };
    }
    return current;
  };
  const of = async (day: string) => (current?.day === day && day === utcDay(clock()) ? current.key : keys.rawKey(day));
  return { today, of };
}
