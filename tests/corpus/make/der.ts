// Enough of DER (X.690) for the outer shell of S/MIME messages (RFC 5652).

/** One value: tag, length and the parts inside. */
export function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const oid = {
  data: '2a864886f70d010701',
  signedData: '2a864886f70d010702',
  envelopedData: '2a864886f70d010703',
  aes256: '60864801650304012a',
  sha256: '608648016503040201',
} as const;

function identifier(name: keyof typeof oid): Buffer {
  return der(0x06, Buffer.from(oid[name], 'hex'));
}

const integer = (value: number) => der(0x02, Buffer.from([value]));

/** Signed data without certificates or signatures; `content` is null for a detached signature. */
export function signedData(content: Buffer | null): Buffer {
  const inner =
    content === null ? der(0x30, identifier('data')) : der(0x30, identifier('data'), der(0xa0, der(0x04, content)));
  const digests = der(0x31, der(0x30, identifier('sha256')));
  return der(0x30, identifier('signedData'), der(0xa0, der(0x30, integer(1), digests, inner, der(0x31))));
}

/** Enveloped data whose content is noise that no key opens. */
export function envelopedData(length: number): Buffer {
  const algorithm = der(0x30, identifier('aes256'), der(0x04, noise(16)));
  const content = der(0x30, identifier('data'), algorithm, der(0x80, noise(length)));
  return der(0x30, identifier('envelopedData'), der(0xa0, der(0x30, integer(0), der(0x31), content)));
}

/** The same bytes for the same length, without any order to see. */
export function noise(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}
