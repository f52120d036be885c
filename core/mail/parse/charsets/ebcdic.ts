// EBCDIC code pages of mainframe mail (IBM CDRA): 037, 500 and 1047, all rearrangements of Latin-1.

/** Latin-1 byte for each byte of code page 037, in hex. */
const page037 = Buffer.from(
  [
    '000102039c09867f978d8e0b0c0d0e0f101112139d8508871819928f1c1d1e1f',
    '80818283840a171b88898a8b8c050607909116939495960498999a9b14159e1a',
    '20a0e2e4e0e1e3e5e7f1a22e3c282b7c26e9eaebe8edeeefecdf21242a293bac',
    '2d2fc2c4c0c1c3c5c7d1a62c255f3e3ff8c9cacbc8cdcecfcc603a2340273d22',
    'd8616263646566676869abbbf0fdfeb1b06a6b6c6d6e6f707172aabae6b8c6a4',
    'b57e737475767778797aa1bfd0dddeae5ea3a5b7a9a7b6bcbdbe5b5dafa8b4d7',
    '7b414243444546474849adf4f6f2f3f57d4a4b4c4d4e4f505152b9fbfcf9faff',
    '5cf7535455565758595ab2d4d6d2d3d530313233343536373839b3dbdcd9da9f',
  ].join(''),
  'hex',
);

function changed(from: Buffer, changes: Readonly<Record<number, number>>): Buffer {
  const page = Buffer.from(from);
  for (const [at, byte] of Object.entries(changes)) page[Number(at)] = byte;
  return page;
}

const page500 = changed(page037, {
  74: 0x5b,
  79: 0x21,
  90: 0x5d,
  95: 0x5e,
  176: 0xa2,
  186: 0xac,
  187: 0x7c,
});
/** Unix services of z/OS: brackets and caret elsewhere, and the new line of Unix at 0x15. */
const page1047 = changed(page037, {
  21: 0x0a,
  37: 0x85,
  95: 0x5e,
  173: 0x5b,
  176: 0xac,
  186: 0xdd,
  187: 0xa8,
  189: 0x5d,
});

const pages: ReadonlyMap<string, Buffer> = new Map([
  ['037', page037],
  ['500', page500],
  ['1047', page1047],
  // The same with a euro sign for the currency sign.
  ['1140', page037],
  ['1148', page500],
  ['924', page1047],
]);

/** The code page that a label names, null when it names none of these. */
export function ebcdicPage(label: string): Buffer | null {
  const number = /^(?:ibm|cp|ccsid|cs?ibm|ebcdic|x-ebcdic|x-ibm|ebcdic-cp)?-?0{0,3}(\d{2,4})$/.exec(label)?.[1];
  if (number === undefined) return label.startsWith('ebcdic') ? page037 : null;
  return pages.get(number) ?? pages.get(`0${number}`) ?? null;
}

/** One character a byte; the next-line control of EBCDIC becomes a line feed. */
export function decodeEbcdic(bytes: Uint8Array, page: Buffer): string {
  const out = Buffer.allocUnsafe(bytes.length);
  for (let i = 0; i < bytes.length; i++) out[i] = page[bytes[i] ?? 0] ?? 0;
  return out.toString('latin1').replaceAll('\u0085', '\n');
}
