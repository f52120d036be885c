// Bytes to text. The one place that knows iconv-lite, which fills the gaps of the platform's own TextDecoder.
import iconv from 'iconv-lite';

type Decoder = InstanceType<typeof TextDecoder>;
const decoders = new Map<string, Decoder | null>();

function platformDecoder(label: string): Decoder | null {
  let decoder = decoders.get(label);
  if (decoder === undefined) {
    try {
      decoder = new TextDecoder(label);
    } catch {
      decoder = null;
    }
    // Labels come from mail; only those that name a real encoding are worth remembering.
    if (decoder !== null) decoders.set(label, decoder);
  }
  return decoder;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const latin = new TextDecoder('windows-1252');
/** Names that mail uses and the WHATWG table does not know. */
const aliases: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  'utf-16': 'utf-16',
  cp1252: 'windows-1252',
  'cp-850': 'cp850',
  'x-gbk': 'gbk',
  ansi_x3: 'us-ascii',
  ks_c_5601: 'euc-kr',
  '8859-1': 'iso-8859-1',
};

function guessed(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return latin.decode(bytes);
  }
}

function utf16(bytes: Uint8Array): string {
  // Without a byte order mark it should be big-endian (RFC 2781); where the zero bytes of ASCII stand tells what it is.
  const little = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] !== 0 && bytes[1] === 0);
  return (platformDecoder(little ? 'utf-16le' : 'utf-16be') ?? latin).decode(bytes);
}

export interface DecodedText {
  readonly text: string;
  /** False when the charset is not one known here and the text is a guess. */
  readonly known: boolean;
}

/** Never throws. No charset, or ASCII: UTF-8 when it is valid UTF-8, else windows-1252, as mail programs do. */
export function decodeText(bytes: Uint8Array, charset: string | null): DecodedText {
  const label = charset === null ? '' : charset.trim().toLowerCase().slice(0, 40).replace(/['"]/g, '');
  const name = aliases[label] ?? label;
  if (name === '' || name === 'us-ascii' || name === 'ascii') return { text: guessed(bytes), known: true };
  if (name === 'utf-16') return { text: utf16(bytes), known: true };
  const decoder = platformDecoder(name);
  if (decoder !== null) return { text: decoder.decode(bytes), known: true };
  try {
    if (iconv.encodingExists(name)) return { text: iconv.decode(Buffer.from(bytes), name), known: true };
  } catch {
    // An encoding that iconv-lite lists but cannot run is as good as unknown.
  }
  return { text: guessed(bytes), known: false };
}
