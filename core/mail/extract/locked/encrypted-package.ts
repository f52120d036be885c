// Decrypts an OOXML package whose password is known ([MS-OFFCRYPTO] sections 2.3.4.5 to 2.3.4.15).
import { createDecipheriv, createHash } from 'node:crypto';
import { type CompoundEntry, findEntry, isCompoundFile, openCompoundFile } from '../cfb/compound-file.ts';
import type { Budget } from '../limits.ts';

/** Keys of a password for one file. */
interface Lock {
  /** The key of the package; null when the password does not fit. */
  keyFor(password: string): Buffer | null;
  decrypt(key: Buffer, encrypted: Buffer): Buffer;
}

/** Office asks for 100,000; a hostile file could ask for an hour. */
const mostSpins = 200_000;
const standardSpins = 50_000;
const segment = 4096;
const longestInfo = 100_000;

/** The package; null when it is no such file, the password does not fit, or its way of locking is unknown. */
export function decryptedPackage(bytes: Uint8Array, password: string, budget: Budget): Uint8Array | null {
  budget.checkTime();
  if (!isCompoundFile(bytes)) return null;
  const root = openCompoundFile(bytes, budget);
  const [info, stream] = [streamOf(root, 'EncryptionInfo'), streamOf(root, 'EncryptedPackage')];
  if (info === null || stream === null || info.length < 8 || info.length > longestInfo || stream.length < 8)
    return null;
  const lock = lockOf(info);
  const key = lock?.keyFor(password) ?? null;
  if (lock === null || key === null) return null;
  budget.spendBytes(stream.length);
  const size = Number(stream.readBigUInt64LE(0));
  const encrypted = stream.subarray(8);
  return lock.decrypt(key, encrypted.subarray(0, encrypted.length - (encrypted.length % 16))).subarray(0, size);
}

function streamOf(root: CompoundEntry, name: string): Buffer | null {
  const bytes = findEntry(root, name)?.bytes();
  return bytes === undefined ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function lockOf(info: Buffer): Lock | null {
  const [major, minor] = [info.readUInt16LE(0), info.readUInt16LE(2)];
  if (major === 4 && minor === 4) return agileLock(info.subarray(8).toString('utf8'));
  if (major >= 2 && major <= 4 && minor === 2) return standardLock(info);
  return null;
}

/** Section 2.3.4.13: which key is derived is said by eight bytes. */
const blocks = {
  input: Buffer.from('fea7d2763b4b9e79', 'hex'),
  value: Buffer.from('d7aa0f6d3061344e', 'hex'),
  key: Buffer.from('146e0be7abacd0d6', 'hex'),
};
const hashes: ReadonlyMap<string, string> = new Map(
  Object.entries({ SHA1: 'sha1', SHA256: 'sha256', SHA384: 'sha384', SHA512: 'sha512' }),
);

function agileLock(xml: string): Lock | null {
  const data = attributesOf(xml, 'keyData');
  const own = attributesOf(xml, 'encryptedKey');
  const [hash, ownHash] = [hashes.get(data.hashAlgorithm ?? ''), hashes.get(own.hashAlgorithm ?? '')];
  const [spins, bits] = [Number(own.spinCount), Number(own.keyBits)];
  if (hash === undefined || ownHash === undefined || !(spins <= mostSpins) || ![128, 192, 256].includes(bits))
    return null;
  if (data.cipherChaining !== 'ChainingModeCBC' || own.cipherAlgorithm !== 'AES') return null;
  const cipher = `aes-${bits}-cbc`;
  const salt = base64(own.saltValue);
  return {
    keyFor(password) {
      const spun = spin(ownHash, salt, password, spins);
      const open = (block: Buffer, value: string | undefined) =>
        decipher(cipher, sized(digest(ownHash, spun, block), bits / 8), salt.subarray(0, 16), base64(value));
      const expected = digest(ownHash, open(blocks.input, own.encryptedVerifierHashInput).subarray(0, salt.length));
      const given = open(blocks.value, own.encryptedVerifierHashValue).subarray(0, expected.length);
      return given.equals(expected) ? open(blocks.key, own.encryptedKeyValue).subarray(0, bits / 8) : null;
    },
    decrypt(key, encrypted) {
      const dataSalt = base64(data.saltValue);
      const pieces: Buffer[] = [];
      for (let at = 0, number = 0; at < encrypted.length; at += segment, number++) {
        const iv = digest(hash, dataSalt, uint32(number)).subarray(0, 16);
        pieces.push(decipher(cipher, key, iv, encrypted.subarray(at, at + segment)));
      }
      return Buffer.concat(pieces);
    },
  };
}

function attributesOf(xml: string, element: string): Readonly<Record<string, string>> {
  const start = new RegExp(`<(?:[a-z]{1,10}:)?${element}[ \\t\\r\\n]`).exec(xml)?.index ?? -1;
  const end = start < 0 ? -1 : xml.indexOf('>', start);
  if (end < 0 || end - start > 5_000) return {};
  const pairs = [...xml.slice(start, end).matchAll(/ ([A-Za-z]{1,40})="([^"]{0,500})"/g)];
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value]));
}

/** Section 2.3.4.5: AES in ECB mode, SHA-1, fixed places. */
function standardLock(info: Buffer): Lock | null {
  const verifier = 12 + info.readUInt32LE(8);
  if (info.length < verifier + 72 || verifier > info.length) return null;
  const bits = info.readUInt32LE(12 + 16);
  if (![128, 192, 256].includes(bits)) return null;
  const cipher = `aes-${bits}-ecb`;
  const salt = info.subarray(verifier + 4, verifier + 20);
  return {
    keyFor(password) {
      const spun = digest('sha1', spin('sha1', salt, password, standardSpins), uint32(0));
      const half = (fill: number) =>
        digest(
          'sha1',
          Buffer.alloc(64, fill).map((byte, i) => byte ^ (spun[i] ?? 0)),
        );
      const key = Buffer.concat([half(0x36), half(0x5c)]).subarray(0, bits / 8);
      const expected = digest('sha1', decipher(cipher, key, null, info.subarray(verifier + 20, verifier + 36)));
      const given = decipher(cipher, key, null, info.subarray(verifier + 40, verifier + 72)).subarray(0, 20);
      return given.equals(expected) ? key : null;
    },
    decrypt: (key, encrypted) => decipher(cipher, key, null, encrypted),
  };
}

/** The password hashed over and over, each time behind a count. */
function spin(hash: string, salt: Buffer, password: string, times: number): Buffer {
  let spun = digest(hash, salt, Buffer.from(password, 'utf16le'));
  for (let i = 0; i < times; i++) spun = digest(hash, uint32(i), spun);
  return spun;
}

function digest(hash: string, ...pieces: readonly Uint8Array[]): Buffer {
  const made = createHash(hash);
  for (const piece of pieces) made.update(piece);
  return made.digest();
}

function decipher(cipher: string, key: Buffer, iv: Buffer | null, bytes: Buffer): Buffer {
  const made = createDecipheriv(cipher, key, iv).setAutoPadding(false);
  return Buffer.concat([made.update(bytes), made.final()]);
}

/** Section 2.3.4.11: a hash that is too short is filled up with 0x36. */
function sized(key: Buffer, length: number): Buffer {
  return Buffer.concat([key, Buffer.alloc(length, 0x36)]).subarray(0, length);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function base64(text: string | undefined): Buffer {
  return Buffer.from(text ?? '', 'base64');
}
