// Judges a value on itself: could these characters be a secret, and how much do they look like one?
import { foldWord, type Lexicon } from './lexicon.ts';

/**
 * `strong` looks made up as a password; `mixed` might be one; `word` is an ordinary word, `compound` several in small letters
 * joined by marks; `digits` a code of numbers, `dial` three small ones (a combination, or a date); `reference` a file or order number; `random` a key; `digest` a hash or GUID; `words` several words; `spelled` one read out character by character; `none` no value at all.
 */
export type ValueShape =
  | 'none'
  | 'word'
  | 'words'
  | 'spelled'
  | 'compound'
  | 'digits'
  | 'dial'
  | 'reference'
  | 'mixed'
  | 'strong'
  | 'random'
  | 'digest';

const maskOnly = /^[*•●·.…_xX#?\-–—=~+]{2,}$/;
const maskedPart = /\*{3,}|•{2,}|●{2,}|[xX]{6,}|(?:^|[^\p{L}])[xX]{4,}|[xX]{4,}$|\.{3,}|…|_{4,}/u;
const address = /^[^\s@]{1,64}@[^\s@]+\.[a-z]{2,}$/i;
const url = /^(?:[a-z][a-z0-9+.-]*:\/\/|www\.|mailto:)/i;
const hostName =
  /^(?:[a-z0-9-]{1,63}\.){1,6}(?:com|org|net|edu|gov|ca|uk|fr|de|es|pt|br|io|example|invalid|local|internal|test|html?|php|aspx?)(?:[/:].*)?$/i;
const fileName =
  /^[\w.+/-]{1,80}\.(?:pdf|docx?|xlsx?|pptx?|txt|csv|zip|rar|7z|gz|tgz|tar|rpm|deb|png|jpe?g|gif|exe|msi|dll|py|js|ts|sh|pl|c|h|cpp|java|xml|json|ya?ml|ini|conf|log|pem|key|crt|cer|eml|msg|md|sql|iso|bak|mp[34]|avi|sdlxliff|so(?:\.\d+)*)$/i;
const path = /^(?:[.~]?\/|[A-Za-z]:\\|\\\\|%[A-Z]+%)|^[\w.-]+\/[\w.-]*\/[\w./-]*$|^[\w.-]+\/$/;
/** `Larch/Spruce/7`, `trout/1958/trout`: capitals and figures as no path has them. */
const slashed =
  /^(?:\p{Lu}\p{L}{0,19}|\d{1,4}\p{L}?)(?:\/(?:\p{Lu}\p{L}{0,19}|\d{1,4}\p{L}?)){2,4}$|^\p{L}{3,19}\/\d{1,4}\/\p{L}{3,19}$/u;
const date = /^(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{4}-\d{2}-\d{2}T[\d:.]+Z?|(?:19|20)\d{2}-\d{2})$/;
const time = /^\d+(?:[:x]\d+){1,3}$|^\d{1,2}(?:[:h]\d{2}){1,2}(?:-\d{1,2}[:h]\d{2})?(?:am|pm)?$|^\d{1,2}(?:h|am|pm)$/i;
const amount =
  /^[$€£~<>±+≈]|^\d{1,3}e$|^[+-]?\d[\d.,]*[km]?[%$€£°]$|^\d{1,3}(?:[,']\d{3})+(?:\.\d+)?$|^\d+[.,]\d{1,3}$|^\d+(?:\.\d+)?(?:hp|st|nd|rd|th|er|ème|x|k|kb|mb|gb|tb|mm|cm|m|km|kg|g|ms|s|min|px|pt|bits?|d|h|yrs?|ans|rpm|[kmg]?hz|dpi|fps|[kmg]?bps|mph|kmh|[kmg]?w|[km]?v)$/i;
/** Also a range of them: `^3.1.0`, `~2.4`. */
const version = /^[~^]?v?\d+(?:\.\d+){1,3}(?:[-+~]{0,1}[a-z0-9.]+){0,4}\+?$/i;
/** Where a program stands before it is published: `beta1`, `RC2`. */
const stage = /^(?:alpha|beta|rc)-?\d{1,2}$/i;
/** A protocol and its version: `TLSv1.2`, `IPv6`; of other letters it may be anybody's password. */
const protocol =
  /^(?:D?TLS|SSL|HTTPS?|SPDY|QUIC|IP|TCP|UDP|ICMP|IGMP|SNMP|NTP|DHCP|DNS|SMB|CIFS|NFS|FTP|SSH|SMTP|IMAP|POP|LDAP|NTLM|(?:MS)?CHAP|P?EAP|WPA|IKE|BGP|OSPF|RIP|VRRP|HSRP|SOCKS|SAML|RTMP|MQTT|AMQP|USB|UUID)v\d{1,2}(?:\.\d{1,3}){0,3}$/;
const hexNumber = /^0x[0-9a-f]{1,16}$/i;
const ip = /^\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\d+)?$/;
const phone = /^\(?\+?\d{1,3}\)?[-. ]\d{3,4}[-. ]\d{3,4}(?:[-. ]\d{2,4})?$|^\d{3}-\d{4}$|^\+\d{8,15}$/;
const postalCode = /^[A-Z]\d[A-Z][ -]?\d[A-Z]\d$/;
const digest = /^(?:md5[0-9a-f]{32}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/i;
const guid = /^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i;
const hashString =
  /^(?:\$(?:2[aby]|1|5|6|argon2(?:id|i|d))\$|\{SSHA\}|\{SHA\}|sha(?:256|384|512)-|sha256:|md5:|SCRAM-SHA-\d+\$|pbkdf2[:_]|\*[0-9A-F]{40}$)/i;
const reference =
  /^[A-Z]{1,5}[-/ ]?(?:\d{1,4}[-/])*\d{1,9}(?:[-/][A-Z]?\d{0,4})?$|^\d{2,4}[-/][A-Z]{0,4}\d{2,6}$|^[A-Z]\d{1,4}[A-Z]?$|^\d{2,4}[-/][A-Z]{1,4}[-/]\d{1,6}$/;
const placeholderMark = /^[<[{(].*[>\]})]$|^\$\{?[A-Za-z_]|^%[\w-]+%$|^\{\{|^\$\(|^@[A-Za-z_]+@$|^__?[A-Z_]+__?$/;
/** In the spelling of programs; people think up `Maple.RiverStone` as well. */
const memberName = /^(?=.*[a-z][A-Z])[A-Za-z_$]{2,40}(?:\??\.[A-Za-z_$]{2,40}){1,5}$/;
/** What programs call the things whose members they name. */
const memberOf =
  /^(?:this|self|super|args|auth|body|config|configuration|context|ctx|data|env|event|opts|options|params|props|req|request|res|response|session|settings|state)\??\.[\w$]/;
const codeExpression = /^[\w.]+\(.*\)?;?$|^[\w$]+(?:->|::)\w+|^process\.env|^os\.environ/i;

/** Keys pressed together: `Ctrl+Alt+Del`, `Windows+L`. */
const keyChord =
  /^(?:ctrl|control|strg|alt|altgr|opt|option|shift|maj|umschalt|cmd|command|win|windows|super|meta|fn)(?:[+-][\p{L}\d]{1,9}){1,3}$/iu;
const dial = /^\d{1,2}([-/. ])\d{1,2}\1\d{1,2}$/;
const compound = /^\p{Ll}+(?:-\p{Ll}+){2,7}$|^\p{Ll}{2,}(?:\.\p{Ll}{2,}){1,5}$/u;

const formatted = /%[dsxu]|\\[nrt]/;
const abbreviatedHash = /^(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,12}$|^[a-z]+\/\d+$/;
const identifier =
  /^_{0,2}(?:[a-z]+\d{0,2}(?:_[a-z\d]+)+|[A-Z]+\d{0,2}(?:_[A-Z\d]+)+|[A-Za-z]+(?:_[A-Za-z]+)+|[A-Z]{3,}_[A-Z\d]+_\w+)_{0,2}$/;

/** Forms that hold a mark: not tried on letters and figures alone, as most values are. */
const addresses = [address, url, hostName, fileName, path];
/** Forms that may be of letters and figures alone. */
const quantities = [hexNumber, time, amount, version, stage, protocol];

/** Whether it is more than ASCII letters and figures. */
export function hasMarks(value: string): boolean {
  return /[^A-Za-z\d]/.test(value);
}

export function shapeOf(value: string, lexicon: Lexicon): ValueShape {
  if (value.length < 3 || value.length > 200) return 'none';
  if (/^[a-z]+$/.test(value)) return lexicon.placeholders.has(value) || /^x+$|x{4}/.test(value) ? 'none' : 'word';
  if (value.includes(' ')) return shapeOfWords(value, lexicon);
  if (maskOnly.test(value) || maskedPart.test(value) || isPlaceholder(value, lexicon)) return 'none';
  const marked = hasMarks(value);
  if (marked && addresses.some((form) => form.test(value))) return slashed.test(value) ? 'mixed' : 'none';
  if (marked && dial.test(value)) return 'dial';
  if (quantities.some((form) => form.test(value)) || (marked && (ip.test(value) || date.test(value)))) return 'none';
  if (digest.test(value) || (marked && guid.test(value))) return 'digest';
  if (marked && (hashString.test(value) || codeExpression.test(value) || isKnownMember(value))) return 'none';
  if (/^[#*]?\d+(?:[- .]\d+)*[#*]?$/.test(value)) return shapeOfDigits(value);
  if (postalCode.test(value) || (marked && (formatted.test(value) || keyChord.test(value)))) return 'none';
  if (abbreviatedHash.test(value)) return 'reference';
  if (reference.test(value)) return 'reference';
  if (compound.test(value)) return 'compound';
  if (identifier.test(value)) return 'word';
  return shapeOfCharacters(value);
}

/** `options.privateKey`, `config?.userPool`: a member of an object or record, as program text spells it. */
export function isMemberName(value: string): boolean {
  return memberName.test(value);
}

function isKnownMember(value: string): boolean {
  return memberName.test(value) && memberOf.test(value);
}

function shapeOfDigits(value: string): ValueShape {
  const count = value.replace(/\D/g, '').length;
  if (phone.test(value) && count >= 10) return 'none';
  return count >= 3 && count <= 64 ? 'digits' : 'none';
}

function shapeOfWords(value: string, lexicon: Lexicon): ValueShape {
  const words = value.split(' ').filter((word) => word !== '');
  if (/^(?:[A-Za-z0-9] ){3,}[A-Za-z0-9]$/.test(value)) return shapeOf(words.join(''), lexicon);
  if (words.every((word) => /^\d+$/.test(word))) return shapeOfDigits(words.join(''));
  if (isPlaceholder(value, lexicon) || words.some((word) => maskedPart.test(word))) return 'none';
  return words.length <= 8 ? 'words' : 'none';
}

function isPlaceholder(value: string, lexicon: Lexicon): boolean {
  if (placeholderMark.test(value)) return true;
  const words = value
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '')
    .map(foldWord);
  const standsIn = (word: string): boolean => lexicon.placeholders.has(word) || /^x+$/.test(word);
  // `your_key_0123456789`: six figures in order stand in too, but not behind one word, as in `secret123456`.
  const rest = words.length > 1 ? value.replace(/(?:012345|123456)\d{0,4}$/, '') : value;
  if (!words.some(standsIn) || /\d/.test(rest)) return false;
  return words.every((word) => standsIn(word) || (words.length > 1 && joining.has(word)));
}

/** "changeme-please-do-not-use", "PUT-YOUR-KEY-HERE": what stands between the words of a placeholder. */
const joining = new Set(
  'please put own do not use used this to be before with and in it now set add paste goes production deploy our real actual some any votre propre ne pas utiliser ici avant svp par la de no usar nicht eigenes nao usar'.split(
    ' ',
  ),
);

const strongMark = /[!#$%&*+=?@^~]/;

function shapeOfCharacters(value: string): ValueShape {
  const lower = /\p{Ll}/u.test(value);
  const upper = /\p{Lu}/u.test(value);
  const digit = /\d/.test(value);
  const mark = /[^\p{L}\p{N}]/u.test(value);
  const special = strongMark.test(value);
  if (!lower && !upper && !digit) return 'none';
  if (value.length >= 20 && digit && (lower || upper) && !/[-_. '].*[-_. ']/.test(value) && entropyOf(value) > 3.3)
    return 'random';
  const kinds = Number(lower) + Number(upper) + Number(digit) + Number(mark);
  if (kinds === 1) return lower || upper ? 'word' : 'none';
  if (isNameLike(value) || /^\p{Lu}+(?:[.&]\p{Lu}+)+$/u.test(value)) return 'word';
  if (special && (digit || (upper && lower)) && value.length >= 6) return 'strong';
  if (kinds >= 3 && value.length >= 7) return 'strong';
  return 'mixed';
}

/** `Word`, `NATO`, `Saint-Édouard`, `year-end`, `and/or`, `don't`: letters as names and running text have them. */
function isNameLike(value: string): boolean {
  const parts = value.split(/['/]|-{1,2}/);
  if (parts.length > 3 || !parts.every((part) => /^(?:\p{Lu}?\p{Ll}+|\p{Lu}+s?)$/u.test(part))) return false;
  const capitals = parts.filter((part) => /^\p{Lu}/u.test(part)).length;
  return parts.length < 3 || capitals === 0 || capitals === 2;
}

/** Bits per character. */
export function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
