// Names of charsets as mail writes them, brought to the names that decoders know.

const aliases: ReadonlyMap<string, string> = new Map(
  Object.entries({
    utf8: 'utf-8',
    utf_8: 'utf-8',
    'utf-8-mac': 'utf-8',
    'unicode-1-1-utf-8': 'utf-8',
    utf7: 'utf-7',
    'unicode-1-1-utf-7': 'utf-7',
    csunicode11utf7: 'utf-7',
    'unicode-2-0-utf-7': 'utf-7',
    'x-unicode-2-0-utf-7': 'utf-7',
    unicode: 'utf-16',
    utf16: 'utf-16',
    'ucs-2': 'utf-16',
    'iso-10646-ucs-2': 'utf-16',
    utf32: 'utf-32',
    'ucs-4': 'utf-32',
    'iso-10646-ucs-4': 'utf-32',
    '8859-1': 'iso-8859-1',
    'x-gbk': 'gbk',
    cp936: 'gbk',
    ms936: 'gbk',
    cp932: 'shift_jis',
    ms932: 'shift_jis',
    sjis: 'shift_jis',
    cp949: 'euc-kr',
    ms949: 'euc-kr',
    uhc: 'euc-kr',
    ks_c_5601: 'euc-kr',
    cp950: 'big5',
    ms950: 'big5',
    'hz-gb-2312': 'hz',
    'iso-2022-jp-1': 'iso-2022-jp',
    'iso-2022-jp-2': 'iso-2022-jp',
    'iso-2022-jp-3': 'iso-2022-jp',
    'iso-2022-jp-ms': 'iso-2022-jp',
    cp50220: 'iso-2022-jp',
    cp50221: 'iso-2022-jp',
    'iso-2022-cn-ext': 'iso-2022-cn',
    'mac-roman': 'macintosh',
    'x-mac-ce': 'maccenteuro',
    'mac-ce': 'maccenteuro',
    'x-mac-centraleurroman': 'maccenteuro',
    'mac-cyrillic': 'x-mac-cyrillic',
  }),
);

/** Names that say nothing: the text is then judged by its bytes. */
const unspoken: ReadonlySet<string> = new Set([
  '',
  'us-ascii',
  'ascii',
  'ansi_x3',
  'ansi_x3.4-1968',
  'iso646-us',
  '7bit',
  '8bit',
  'binary',
  'none',
  'default',
  '_autodetect',
  '_autodetect_all',
  'unknown',
  'unknown-8bit',
  'x-unknown',
  'x-user-defined',
]);

/** Lower case, quotes and blanks off, aliases resolved; '' when the label leaves it to the bytes. */
export function charsetName(charset: string | null): string {
  const label = (charset ?? '')
    .slice(0, 60)
    .toLowerCase()
    .replace(/^charset=/, '')
    .replace(/["'\s;,<>]/g, '');
  const windows = /^(?:x-)?(?:cp|win|windows|ms|ansi)[-_]?(125[0-8]|874)$/.exec(label)?.[1];
  if (windows !== undefined) return `windows-${windows}`;
  const dos = /^(?:x-)?(?:cp|dos|oem|ibm|pc)[-_]?(437|7[37][57]|8[5-6]\d)$/.exec(label)?.[1];
  if (dos !== undefined) return `cp${dos}`;
  const mac = /^x-mac-?(roman|greek|turkish|iceland|croatian|romania|thai)$/.exec(label)?.[1];
  if (mac !== undefined) return `mac${mac}`;
  const name = aliases.get(label) ?? label;
  return unspoken.has(name) ? '' : name;
}
