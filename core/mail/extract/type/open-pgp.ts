// OpenPGP messages without armour (RFC 9580, 4.2 and 5.1 to 5.3): a locked session key, then more packets of their kind.

const sessionKeys: ReadonlySet<number> = new Set([1, 3]);
/** Further session keys, and the three ways in which locked data follow. */
const following: ReadonlySet<number> = new Set([1, 3, 9, 18, 20]);

interface Packet {
  readonly tag: number;
  readonly body: number;
  readonly end: number;
}

export function isLockedOpenPgp(bytes: Buffer): boolean {
  const first = packetAt(bytes, 0);
  if (first === null || !sessionKeys.has(first.tag) || !hasVersion(bytes, first)) return false;
  const next = packetAt(bytes, first.end);
  return next !== null && following.has(next.tag);
}

/** Session keys of keys are of version 3 or 6, those of passwords of 4, 5 or 6. */
function hasVersion(bytes: Buffer, { tag, body }: Packet): boolean {
  const version = bytes[body] ?? 0;
  return tag === 1 ? version === 3 || version === 6 : version >= 4 && version <= 6;
}

/** Null where no packet begins. Lengths that are left open end with the file. */
function packetAt(bytes: Buffer, at: number): Packet | null {
  const head = bytes[at];
  if (head === undefined || (head & 0x80) === 0) return null;
  if ((head & 0x40) === 0) {
    const size = [1, 2, 4][head & 3];
    const tag = (head >> 2) & 15;
    if (size === undefined || at + 1 + size > bytes.length) return { tag, body: at + 1, end: bytes.length };
    const body = at + 1 + size;
    return { tag, body, end: body + bytes.readUIntBE(at + 1, size) };
  }
  const tag = head & 0x3f;
  const length = bytes[at + 1] ?? 0;
  if (length < 192) return { tag, body: at + 2, end: at + 2 + length };
  if (length < 224) return { tag, body: at + 3, end: at + 3 + ((length - 192) << 8) + (bytes[at + 2] ?? 0) + 192 };
  if (length < 255 || at + 6 > bytes.length) return { tag, body: at + 2, end: bytes.length };
  return { tag, body: at + 6, end: at + 6 + bytes.readUInt32BE(at + 2) };
}
