// What an issuer's format allows to verify about a token beyond its pattern.
import { crc32 } from 'node:zlib';
import { foldWord, type Lexicon } from './lexicon.ts';
import { entropyOf, shapeOf, type ValueShape } from './value-shape.ts';

/** What a pattern found. */
interface Found {
  readonly secret: string;
  /** What its label begins with before the name of a secret (`existing` of `existingSecret`), or the tag it stands in. */
  readonly prefix: string;
  /** What its label goes on with behind the name of a secret (`_id` of `password_id`), or the dots behind a key. */
  readonly suffix: string;
}

type Check = (secret: string, lexicon: Lexicon, found: Found) => boolean;

const checks: Readonly<Record<string, Check>> = {
  'github-crc': hasGithubChecksum,
  jwt: isJsonWebToken,
  pem: (secret, _lexicon, { suffix }) => hasKeyBody(secret + suffix),
  basic: isBasicPair,
  bech32: isBech32,
  'key-text': (secret) => isVaried(secret),
  entropy: (secret) => entropyOf(secret) >= 3.2 && isVaried(secret),
  'not-a-word': (secret, lexicon) => shapeOf(secret, lexicon) !== 'word',
  'made-up': (secret, lexicon) =>
    ['strong', 'random', 'mixed'].includes(shapeOf(secret, lexicon)) && /\d|[!#$&*@]/.test(secret),
  digits: (secret) => /\d/.test(secret),
  'password-value': (secret, lexicon) => isPasswordValue(secret, lexicon),
  'config-value': (secret, lexicon) =>
    isPasswordValue(secret, lexicon) && !isCode(secret) && (secret.length < keyLength || isOwnKey(secret)),
  'written-value': (secret, lexicon) => isWrittenValue(secret, lexicon) && shapeOf(secret, lexicon) !== 'digest',
  'written-key': (secret, lexicon) => isWrittenValue(secret, lexicon) && !securityMode.test(secret),
  'own-value': (secret, lexicon, { prefix, suffix }) =>
    namesItself(prefix, suffix, shapeOf(secret, lexicon)) || isUnmistakable(secret, lexicon),
  'pair-in-url': (secret, lexicon) => passwordsIn(secret).some((value) => isPasswordValue(value, lexicon)),
};

/** False for an unknown check: a rule that asks for what nobody does finds nothing and fails its own examples. */
export function passesCheck(name: string, found: Found, lexicon: Lexicon): boolean {
  return checks[name]?.(found.secret, lexicon, found) ?? false;
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The last six characters are the CRC-32 of those between prefix and checksum, in base 62. */
function hasGithubChecksum(secret: string): boolean {
  const body = secret.slice(secret.indexOf('_') + 1);
  if (body.length !== 36) return isVaried(body);
  let sum = crc32(body.slice(0, -6));
  let text = '';
  for (let i = 0; i < 6; i++) {
    text = base62.charAt(sum % 62) + text;
    sum = Math.floor(sum / 62);
  }
  return text === body.slice(-6) || (isVaried(body) && entropyOf(body) > 4.2);
}

/** RFC 7515 section 4: the header is a JSON object that names its algorithm. */
function isJsonWebToken(secret: string): boolean {
  const header = Buffer.from(secret.slice(0, secret.indexOf('.')), 'base64url').toString('utf8');
  return /^\s*\{\s*"/.test(header) && /"(?:alg|typ|enc|kid)"/.test(header);
}

/**
 * RFC 7468: base64 follows the first line; a placeholder there is no key, nor is less than a line of it before the dots that
 * stand for the rest, and an encrypted key is protected.
 */
function hasKeyBody(secret: string): boolean {
  if (/ENCRYPTED|FAKE|EXAMPLE/.test(secret.slice(0, 200))) return false;
  const [told = '', ...left] = secret.slice(0, 3_000).split(/\.{2,}|…/);
  const body = bodyOf(told + left.join(''));
  return (left.length === 0 || bodyOf(told).length >= keyLine) && body.length >= 40 && new Set(body).size >= 20;
}

/** RFC 7468 section 2: characters in each line but the last. */
const keyLine = 64;

function bodyOf(text: string): string {
  return text.replace(/-----[^-]{1,60}-----|\\[rn]|[^A-Za-z0-9+/]/g, '');
}

/** RFC 7617: user-id and password joined by a colon, base64; RFC 4616: each behind a NUL. */
function isBasicPair(secret: string): boolean {
  const text = Buffer.from(secret, 'base64').toString('latin1');
  return /^(?:[\x20-\x7e\xa0-\xff]{0,100}:|[\x20-\xff]{0,100}\0[\x20-\xff]{1,100}\0)[\x20-\x7e\xa0-\xff]{1,200}$/.test(
    text,
  );
}

const bech32Letters = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const bech32Generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** BIP 173: the last six characters are a checksum over the part before the last `1` and the data behind it. */
function isBech32(secret: string): boolean {
  const text = secret.toLowerCase();
  const split = text.lastIndexOf('1');
  const prefix = Array.from(text.slice(0, split), (char) => char.charCodeAt(0));
  const data = Array.from(text.slice(split + 1), (char) => bech32Letters.indexOf(char));
  const values = [...prefix.map((code) => code >> 5), 0, ...prefix.map((code) => code & 31), ...data];
  let sum = 1;
  for (const value of values) {
    const top = sum >> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    bech32Generator.forEach((term, bit) => {
      if ((top >> bit) & 1) sum ^= term;
    });
  }
  return !data.includes(-1) && sum === 1;
}

/** A value this long is a key: nobody thinks up `…123456…` in one. */
const keyLength = 20;

/** Not a run of one character or a sequence that stands for "put yours here". */
function isVaried(secret: string): boolean {
  return (
    new Set(secret).size >= Math.min(8, secret.length / 2) &&
    !/x{6,}|\*{3,}|\.{3,}|012345|123456|654321|abcdef|(.)\1{9}/i.test(secret) &&
    !standInWord.test(secret)
  );
}

/** As people write them: chance puts `YoUr` into one key in some thousands. */
const standInWord =
  /example|your|placeholder|redacted|fake|Example|Your|Placeholder|Redacted|Fake|EXAMPLE|YOUR|PLACEHOLDER|REDACTED|FAKE/;

/** A long value is no key where it begins or ends with what stands for one; within, chance or its owner put it. */
function isOwnKey(secret: string): boolean {
  return (
    new Set(secret).size >= 8 &&
    !/(.)\1{9}/.test(secret) &&
    !/^(?:[a-z]{1,8}[_-]){0,2}(?:x{6}|012345|123456|654321|abcdef)|(?:x{6}|0123456789|123456(?:7890?|78)?|654321|abcdef(?:12|123|1234)?)$/i.test(
      secret,
    ) &&
    !standInEdge.test(secret)
  );
}

/** `your-key-here`, `yourSecretKey`, `EXAMPLE…`, `…example`: "your" alone begins many a sentence. */
const standInEdge =
  /^(?:my[-_. ]?)?(?:your(?:[-_. ]|api|client|user|value|[a-z]{0,20}(?:pass|pwd|secret|token|key))|placeholder|redacted|fake|example)|(?:placeholder|redacted|fake|example(?:key)?)$|[-_. ]your[-_. ]/i;

function isPasswordValue(secret: string, lexicon: Lexicon): boolean {
  const shape = shapeOf(secret, lexicon);
  if (shape === 'none' || shape === 'words') return false;
  return !lexicon.nonValues.has(secret.toLowerCase());
}

/** Where the format itself says that a secret stands there: whatever is no variable or stand-in, of several words too. */
function isWrittenValue(secret: string, lexicon: Lexicon): boolean {
  if (shapeOf(secret, lexicon) === 'none' || reference.test(secret) || described.test(secret)) return false;
  return !lexicon.nonValues.has(secret.toLowerCase()) && !standInEdge.test(secret) && !isNameOfSecret(secret, lexicon);
}

/** Where a program fills in the value: `:pw`, `@pw`, `&pw`, `%(pw)s`, `#{pw}`; `?Quay#77Lamp` is one itself. */
const reference = /^(?:[:@]|&&?)[A-Za-z_]+\d?$|^%\(\w+\)s$|^#\{[^{}]*\}$/;

/** "at least eight characters": what may stand there. */
const described = /\s(?:characters|caract[eè]res|zeichen)\b/i;

/** `WPA2-Personal`, `IKEv2-based`: how a key is used. */
const securityMode = /^(?:WPA\d?|WEP|IKEv?\d)-[A-Z]?[a-z]+$/;

/** `new_password`, `strong password here`, `votre clé partagée`: a manual's name for the value. */
function isNameOfSecret(secret: string, lexicon: Lexicon): boolean {
  const words = secret.split(/[^\p{L}\d]+|(?<=\p{Ll})(?=\p{Lu})/u).filter((word) => word !== '');
  return (
    words.length > 1 && words.map(foldWord).every((word) => lexicon.placeholders.has(word) || inNameOfSecret.has(word))
  );
}

const inNameOfSecret = new Set(
  'pw pwd psk passphrase cleartext plaintext new my some strong secure shared auth mysql db root cle partagee secrete nouveau nouvelle mon ma de du fort nueva nuestra neues mein clave compartida nova minha chave'.split(
    ' ',
  ),
);

/**
 * `password_id`, `token-url`, `pwdump`, `tokenizer`: names of something else that begin like the name of a secret;
 * `existingSecret` is where one is kept. Ordinary words are also colours and kinds (`TOKEN_COLOUR`), and what a page shows
 * (`TEXT_PASSWORD`); a button shows its value, and what one ticks is no secret.
 */
function namesItself(prefix: string, suffix: string, shape: ValueShape): boolean {
  if (/existing[_-]?$/i.test(prefix) || ticked.test(prefix) || (shape === 'words' && shown.test(prefix))) return false;
  const words = suffix.replace(/(?<=[a-z\d])(?=[A-Z])/g, '_').split(/[_-]/);
  const [joined = ''] = words;
  if (/^(?:[a-z]|[A-Z]{2})/.test(joined) && !continuing.test(joined.toLowerCase())) return false;
  const last = (words.at(-1) ?? '').toLowerCase();
  if ((shape === 'word' || shape === 'words') && /^[a-z]/.test(last) && !continuing.test(last)) return false;
  return !about.has(last);
}

const ticked = /\btype\s*=\s*["']?(?:submit|button|reset|image|checkbox|radio)\b/i;

const shown = /(?:^|_)(?:text|txt|label|lbl|lang|title|heading|entry|error|err|message|msg|warning|notice|help|hint)_/i;

/** Nothing but a secret looks so: whatever its label says, it is one. */
function isUnmistakable(secret: string, lexicon: Lexicon): boolean {
  const shape = shapeOf(secret, lexicon);
  return shape === 'random' || (shape === 'strong' && /[!#$%&*+=?@^~]/.test(secret));
}

/** What the name of a secret goes on with in small letters and still is one. */
const continuing =
  /^(?:s|words?|phrase|value|text|str|string|key|hash|code|admin|user|root|db|field|prod|dev|test|stg)\d*$/;

/** Facts about a secret that settings hold beside it. */
const about = new Set(
  'id ids name names length len size count type kind policy rule file path dir url uri link label hint prompt title message error expiry expires expiration date age ttl timeout algorithm algo format encoding regex pattern min max reset store manager provider endpoint column table scope scopes version stdin from ref refs key keys colour color'.split(
    ' ',
  ),
);

/** References and expressions of a programming language are not values; `Quay81.Lamp` is no name they would choose. */
function isCode(secret: string): boolean {
  if (secretMember.test(secret)) return true;
  if (/^[A-Z][a-z]+\d[\w.]*$|^(?:[A-Z]\w*\.)+[A-Z][a-z]+\d+$/.test(secret)) return false;
  return /^(?:[A-Za-z_$][\w$]*\.)+[A-Za-z_$][\w$]*$|[({[]|^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$|^[a-z]+(?:_[a-z]+)+$|^(?:self|this|os|env|process|config|settings|params|args|request|var|let|const|new|func|get|input|str|string|int|bool|char|null|None|True|False)\b/.test(
    secret,
  );
}

/** `User1.password`, `Config1.dbSecret`: whatever the object is called. */
const secretMember =
  /^[A-Za-z_$][\w$.]*\.(?:(?:[a-z]+_)?(?:password|passwd|passphrase|pass|pwd|pw|secret|token|key)|[a-z]*(?:Password|Passwd|Passphrase|Pass|Pwd|Secret|Token|Key)|(?:[A-Z]+_)?(?:PASSWORD|PASSWD|PASS|PWD|SECRET|TOKEN|KEY))(?:\.\w+)?$/;

function passwordsIn(text: string): readonly string[] {
  const user = /:\/\/[^\s:/@]{0,80}:(.{1,120})@[^@]*$/.exec(text.slice(0, 400))?.[1];
  const named = /(?:password|pwd|accountkey|sharedaccesskey)\s{0,3}=\s{0,3}([^;"'\s]{1,200})/i.exec(
    text.slice(0, 1_000),
  )?.[1];
  const oracle = /thin:[^/@\s]{1,60}\/([^@\s]{1,80})@/i.exec(text.slice(0, 400))?.[1];
  return [user, named, oracle].filter((value) => value !== undefined);
}
