// Little-endian reading of numbers and strings out of bytes, never beyond their end.

export interface ByteView {
  readonly bytes: Uint8Array;
  readonly length: number;
  /** 0 beyond the end, like all numbers here: hostile files announce more than they hold. */
  u8(at: number): number;
  u16(at: number): number;
  u32(at: number): number;
  f64(at: number): number;
  slice(from: number, to: number): Uint8Array;
  utf16(from: number, to: number): string;
}

const utf16Decoder = new TextDecoder('utf-16le');

export function viewBytes(bytes: Uint8Array): ByteView {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length;
  const fits = (at: number, size: number) => at >= 0 && at + size <= length;
  const slice = (from: number, to: number) => bytes.subarray(clamp(from, length), clamp(to, length));
  return {
    bytes,
    length,
    u8: (at) => bytes[at] ?? 0,
    u16: (at) => (fits(at, 2) ? view.getUint16(at, true) : 0),
    u32: (at) => (fits(at, 4) ? view.getUint32(at, true) : 0),
    f64: (at) => (fits(at, 8) ? view.getFloat64(at, true) : 0),
    slice,
    utf16: (from, to) => utf16Decoder.decode(slice(from, to)),
  };
}

function clamp(at: number, length: number): number {
  return Math.min(Math.max(at, 0), length);
}

type Decoder = InstanceType<typeof TextDecoder>;
const decoders = new Map<string, Decoder>();

/** Decodes by an encoding label; windows-1252 when nobody knows the label. */
export function decodeAs(label: string, bytes: Uint8Array): string {
  let decoder = decoders.get(label);
  if (decoder === undefined) {
    decoder = decoderFor(label);
    decoders.set(label, decoder);
  }
  return decoder.decode(bytes);
}

function decoderFor(label: string): Decoder {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder('windows-1252');
  }
}

/** Encoding label of a Windows code page number. */
export function codePageLabel(codePage: number): string {
  switch (codePage) {
    case 65001:
      return 'utf-8';
    case 1200:
      return 'utf-16le';
    case 932:
      return 'shift_jis';
    case 936:
      return 'gbk';
    case 949:
    case 1361:
      return 'euc-kr';
    case 950:
      return 'big5';
    case 874:
      return 'windows-874';
    case 866:
      return 'ibm866';
    case 10000:
      return 'macintosh';
    case 20866:
      return 'koi8-r';
    default:
      if (codePage >= 1250 && codePage <= 1258) return `windows-${codePage}`;
      if (codePage >= 28592 && codePage <= 28606) return `iso-8859-${codePage - 28590}`;
      return 'windows-1252';
  }
}
