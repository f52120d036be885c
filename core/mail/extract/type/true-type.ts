// The media type of some bytes, judged by what they are; name and declared type only choose among kinds of text.
import type { Budget } from '../limits.ts';
import { magicType } from './libmagic.ts';
import * as types from './media-types.ts';
import { oleType } from './ole-type.ts';
import { isLockedOpenPgp } from './open-pgp.ts';
import { startsWith, typeBySignature } from './signatures.ts';
import { decodeHead, looksLikeText } from './text-head.ts';
import { textType } from './text-type.ts';
import { zipType } from './zip-type.ts';

export interface Untyped {
  readonly bytes: Uint8Array;
  readonly name: string | null;
  readonly declaredType: string | null;
}

const pdfSearchBytes = 1024;

/** Never throws; `application/octet-stream` is a binary that nothing recognises. */
export async function trueType({ bytes, name, declaredType }: Untyped, budget: Budget): Promise<string> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length === 0) return types.empty;
  const certain = certainType(buffer, budget);
  if (certain !== null) return certain;
  const head = decodeHead(buffer);
  if (head !== null && looksLikeText(head)) return textType(head, name, declaredType);
  if (isObfuscatedFont(buffer, name)) return 'font/obfuscated';
  const judged = await magicType(buffer);
  return refine(judged, buffer, name, declaredType);
}

/** What the first bytes prove without asking anybody; null when they prove nothing. */
export function certainType(buffer: Buffer, budget: Budget): string | null {
  if (startsWith(buffer, 0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) return oleType(buffer, budget);
  if (
    startsWith(buffer, 0, 'PK\x03\x04') ||
    startsWith(buffer, 0, 'PK\x05\x06') ||
    /^PK(00|\x07\x08)PK/.test(buffer.toString('latin1', 0, 6))
  ) {
    return zipType(buffer, budget);
  }
  // Readers accept a PDF header within the first 1,024 bytes, whatever stands before it.
  const pdf = buffer.subarray(0, pdfSearchBytes).indexOf('%PDF-');
  if (pdf === 0) return types.pdf;
  const found = typeBySignature(buffer) ?? cmsType(buffer) ?? (isLockedOpenPgp(buffer) ? types.pgpMessage : null);
  if (found !== null) return found;
  return pdf > 0 ? types.pdf : null;
}

/** 1.2.840.113549.1.7.x of RFC 5652; 1.9.16.1.23 and .9 of RFC 5083 and RFC 3274. */
const contentTypes = ['06092a864886f70d0107', '060b2a864886f70d0109100117', '060b2a864886f70d0109100109'].map((hex) =>
  Buffer.from(hex, 'hex'),
);

/** ContentInfo of RFC 5652: SEQUENCE, then the type of what is in it. */
function cmsType(buffer: Buffer): string | null {
  if (buffer[0] !== 0x30) return null;
  const head = buffer.subarray(0, 24);
  return contentTypes.some((oid) => head.indexOf(oid) > 0) ? types.pkcs7 : null;
}

/** Fonts in Office and XPS packages ([ECMA-376] part 4, 2.8.1): the first 32 bytes are mixed with the GUID in the name. */
function isObfuscatedFont(buffer: Buffer, name: string | null): boolean {
  const guid = /([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\}?\.odttf$/i.exec(
    (name ?? '').slice(-60),
  );
  if (guid === null || buffer.length < 64) return false;
  const key = Buffer.from(guid.slice(1).join(''), 'hex').reverse();
  const start = Buffer.from(buffer.subarray(0, 4).map((byte, i) => byte ^ (key[i] ?? 0))).toString('latin1');
  return ['\0\x01\0\0', 'OTTO', 'true', 'ttcf'].includes(start);
}

/** libmagic's answer, with its vaguer words made ours. */
function refine(judged: string, buffer: Buffer, name: string | null, declaredType: string | null): string {
  if (judged.startsWith('text/') || judged === 'application/json' || judged === 'application/x-ndjson') {
    return textType(buffer.toString('latin1', 0, 16_384), name, declaredType);
  }
  if (judged === 'application/zip' || judged === 'application/x-empty') return types.unknown;
  return aliases.get(judged) ?? judged;
}

const aliases: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'text/rtf': types.rtf,
    'application/x-rar': 'application/vnd.rar',
    'application/x-sharedlib': types.elf,
    'application/x-pie-executable': types.elf,
    'application/x-object': types.elf,
    'application/x-lzma': 'application/x-lzma',
    'application/x-zstd': 'application/zstd',
  }),
);
