// Documents under real passwords, made the way their standards say: the counterpart of what opens them.
import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { compoundFile } from '../../../corpus/make/cfb.ts';

const sha512 = (...pieces: readonly Uint8Array[]) => createHash('sha512').update(Buffer.concat(pieces)).digest();
const md5 = (...pieces: readonly Uint8Array[]) => createHash('md5').update(Buffer.concat(pieces)).digest();

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function enciphered(key: Buffer, iv: Buffer, bytes: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  const padding = Buffer.alloc((16 - (bytes.length % 16)) % 16);
  return Buffer.concat([cipher.update(Buffer.concat([bytes, padding])), cipher.final()]);
}

/** [MS-OFFCRYPTO] 2.3.4.10, agile encryption: AES-256, SHA-512. */
export function lockedOffice(content: Buffer, password: string, spins = 1000): Buffer {
  const [salt, dataSalt, key, verifier] = [randomBytes(16), randomBytes(16), randomBytes(32), randomBytes(16)];
  let spun = sha512(salt, Buffer.from(password, 'utf16le'));
  for (let i = 0; i < spins; i++) spun = sha512(uint32(i), spun);
  const under = (block: string, bytes: Buffer) =>
    enciphered(sha512(spun, Buffer.from(block, 'hex')).subarray(0, 32), salt, bytes).toString('base64');
  const common = (saltValue: Buffer) =>
    `saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512" saltValue="${saltValue.toString('base64')}"`;
  const xml =
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><encryption xmlns:p="urn:p"><keyData ${common(dataSalt)}/>` +
    `<keyEncryptors><keyEncryptor uri="urn:p"><p:encryptedKey spinCount="${spins}" ${common(salt)} ` +
    `encryptedVerifierHashInput="${under('fea7d2763b4b9e79', verifier)}" ` +
    `encryptedVerifierHashValue="${under('d7aa0f6d3061344e', sha512(verifier))}" ` +
    `encryptedKeyValue="${under('146e0be7abacd0d6', key)}"/></keyEncryptor></keyEncryptors></encryption>`;
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(content.length));
  const pieces: Buffer[] = [size];
  for (let at = 0, number = 0; at < content.length; at += 4096, number++)
    pieces.push(enciphered(key, sha512(dataSalt, uint32(number)).subarray(0, 16), content.subarray(at, at + 4096)));
  return compoundFile([
    { name: 'EncryptionInfo', content: Buffer.concat([Buffer.from('0400040040000000', 'hex'), Buffer.from(xml)]) },
    { name: 'EncryptedPackage', content: Buffer.concat(pieces) },
  ]);
}

const filling = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');
const padded = (password: string) => Buffer.concat([Buffer.from(password, 'latin1'), filling]).subarray(0, 32);

function rc4(key: Buffer, bytes: Uint8Array): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, i) => i);
  const swap = (a: number, b: number) => {
    const kept = state[a] ?? 0;
    state[a] = state[b] ?? 0;
    state[b] = kept;
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + (state[i] ?? 0) + (key[i % key.length] ?? 0)) & 255;
    swap(i, j);
  }
  let [i, j] = [0, 0];
  const out = bytes.map((byte) => {
    i = (i + 1) & 255;
    j = (j + (state[i] ?? 0)) & 255;
    swap(i, j);
    return byte ^ (state[((state[i] ?? 0) + (state[j] ?? 0)) & 255] ?? 0);
  });
  return Buffer.from(out);
}

/** ISO 32000-1 section 7.6.3, revision 2 (RC4, 40 bits), one page that says `text`; `script` runs when it is opened. */
export function lockedPdf(text: string, password: string, script?: string): Buffer {
  const id = Buffer.alloc(16, 1);
  const owner = rc4(md5(padded('owner')).subarray(0, 5), padded(password));
  const key = md5(padded(password), owner, Buffer.from('c4ffffff', 'hex'), id).subarray(0, 5);
  const objectKey = (number: number) => md5(key, Buffer.from([number, 0, 0, 0, 0])).subarray(0, 10);
  const page = rc4(objectKey(4), Buffer.from(`BT /F1 12 Tf 20 100 Td (${text}) Tj ET`));
  const secret = (number: number, value: string) => rc4(objectKey(number), Buffer.from(value)).toString('hex');
  const action = script === undefined ? '' : ` /OpenAction << /S /JavaScript /JS <${secret(1, script)}> >>`;
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R${action} >>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${page.length} >>\nstream\n${page.toString('latin1')}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    `<< /Filter /Standard /V 1 /R 2 /P -60 /O <${owner.toString('hex')}> /U <${rc4(key, filling).toString('hex')}> >>`,
  ];
  let file = '%PDF-1.4\n';
  const rows = objects.map((object, i) => {
    const row = `${String(file.length).padStart(10, '0')} 00000 n \n`;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return row;
  });
  const start = file.length;
  file += `xref\n0 7\n0000000000 65535 f \n${rows.join('')}trailer\n<< /Size 7 /Root 1 0 R /Encrypt 6 0 R /ID [<${id.toString('hex')}> <${id.toString('hex')}>] >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}
