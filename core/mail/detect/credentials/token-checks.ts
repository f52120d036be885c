// What an issuer's format allows to verify about a token beyond its pattern.
import { crc32 } from 'node:zlib';
import type { Lexicon } from './lexicon.ts';
import { entropyOf, shapeOf } from './value-shape.ts';

type Check = (secret: string, lexicon: Lexicon) => boolean;

const checks: Readonly<Record<string, Check>> = {
  'github-crc': hasGithubChecksum,
  jwt: isJsonWebToken,
  pem: hasKeyBody,
  basic: isBasicPair,
  'key-text': (secret) => isVaried(secret),
  entropy: (secret) => entropyOf(secret) >= 3.2 && isVaried(secret),
  'not-a-word': (secret, lexicon) => shapeOf(secret, lexicon) !== 'word',
  'made-up': (secret, lexicon) =>
    ['strong', 'random', 'mixed'].includes(shapeOf(secret, lexicon)) && /\d|[!#$&*@]/.test(secret),
  digits: (secret) => /\d/.test(secret),
  'password-value': (secret, lexicon) => isPasswordValue(secret, lexicon),
  'config-value': (secret, lexicon) => isPasswordValue(secret, lexicon) && !isCode(secret),
  'pair-in-url': (secret, lexicon) => passwordsIn(secret).some((value) => isPasswordValue(value, lexicon)),
};

/** False for an unknown check: a rule that asks for what nobody does finds nothing and fails its own examples. */
export function passesCheck(name: string, secret: string, lexicon: Lexicon): boolean {
  return checks[name]?.(secret, lexicon) ?? false;
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

/** RFC 7468: base64 follows the first line; a placeholder there is no key, and an encrypted key is protected. */
function hasKeyBody(secret: string): boolean {
  if (/ENCRYPTED|FAKE|EXAMPLE/.test(secret.slice(0, 200)) || /\.{3}/.test(secret.slice(0, 3_000))) return false;
  const body = secret.slice(0, 3_000).replace(/-----[^-]{1,60}-----|\\[rn]|[^A-Za-z0-9+/]/g, '');
  return body.length >= 40 && new Set(body).size >= 20;
}

/** RFC 7617: user-id and password joined by a colon, base64. */
function isBasicPair(secret: string): boolean {
  const text = Buffer.from(secret, 'base64').toString('latin1');
  return /^[\x20-\x7e\xa0-\xff]{0,100}:[\x20-\x7e\xa0-\xff]{1,200}$/.test(text);
}

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

function isPasswordValue(secret: string, lexicon: Lexicon): boolean {
  const shape = shapeOf(secret, lexicon);
  if (shape === 'none' || shape === 'words') return false;
  return !lexicon.nonValues.has(secret.toLowerCase());
}

/** References and expressions of a programming language are not values. */
function isCode(secret: string): boolean {
  return /^(?:[A-Za-z_$][\w$]*\.)+[A-Za-z_$][\w$]*$|[({[]|^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$|^[a-z]+(?:_[a-z]+)+$|^(?:self|this|os|env|process|config|settings|params|args|request|var|let|const|new|func|get|input|str|string|int|bool|char|null|None|True|False)\b/.test(
    secret,
  );
}

function passwordsIn(text: string): readonly string[] {
  const user = /:\/\/[^\s:/@]{0,80}:(.{1,120})@[^@]*$/.exec(text.slice(0, 400))?.[1];
  const named = /(?:password|pwd|accountkey|sharedaccesskey)\s{0,3}=\s{0,3}([^;"'\s]{1,200})/i.exec(
    text.slice(0, 1_000),
  )?.[1];
  const oracle = /thin:[^/@\s]{1,60}\/([^@\s]{1,80})@/i.exec(text.slice(0, 400))?.[1];
  return [user, named, oracle].filter((value) => value !== undefined);
}
