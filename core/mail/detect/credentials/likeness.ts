// How much a value that nobody announced looks like a password somebody made up, rather than a name, a number or code.
import type { Candidate } from './candidate.ts';

const codeLike =
  /[()[\]{}<>\\;"|%]|_|::|\/|=|^[-+#@&*~.]|^0x|'s$|'|[—–…]|^\d+-\p{L}|^\p{L}+-\p{Ll}+$|,|:|--|^\p{Lu}{2,}\d|^[\da-f]{12,}$/u;
const productLike =
  /^(?:v|rh|gcc|jdk|x|win|windows|office|ie|utf|iso|rfc|sha|md|mp|h|win|covid|cve|wpa|ipv|usb|mac|ps|s|k|log4j|sql|base|vol|page|fig|ch|section|chapter|version|rev|ver|unit|room|lane|bay|level|floor|beta|alpha|rc|build|phase|stage|tier|poste|salle|piece|art|table)\d/iu;

/** `Winter2024-style`, `IPv6-ready`: says what something is like. */
const manner = /-(?:style|type|like|based|grade|ready|aware|only|free|compatible|compliant)$/i;

/** `passwordLikeness` of what a candidate covers, found out once for each spelling. */
export function knownLikeness({ bare }: Candidate, value: string): number {
  if (bare === null) return passwordLikeness(value);
  bare.likeness ??= passwordLikeness(value);
  return bare.likeness;
}

/** Nothing but letters and spaces. */
export function isPlain(value: string): boolean {
  return /^[\p{L} ]*$/u.test(value);
}

/** 0 not at all, up to 3. `value` is at most 200 characters. */
function passwordLikeness(value: string): number {
  if (isPlain(value)) return 0;
  if (manner.test(value)) return 0;
  if (value.length < 5 || value.length > 40 || codeLike.test(value) || isProduct(value)) return softLikeness(value);
  const lower = /\p{Ll}/u.test(value);
  const upper = /\p{Lu}/u.test(value);
  const digits = value.replace(/\D/g, '').length;
  if (!lower) return 0;
  const special = specialLikeness(value, upper, digits > 0);
  if (special > 0) return special;
  // `python-2`, `RFC-v3`.
  if (/^\p{Ll}+-\d$|^\p{Lu}{2,5}-v?\d+$/u.test(value)) return 0.8;
  // `Form-27B`, `Plan-B3`: things in a series.
  if (/^\p{L}{2,5}-\p{Lu}?\d{1,3}\p{Lu}?$/u.test(value)) return 0.8;
  if (/^\p{L}{4,}(?:[-.]\p{L}+)*[-.]\d{1,4}\p{Lu}?(?:[-.]\p{L}+)*$/u.test(value)) return upper ? 2 : 1.6;
  // `SharePoint2019`: a product and its year.
  if (/^\p{Lu}\p{Ll}+(?:\p{Lu}\p{Ll}+)+(?:19|20)\d\d$/u.test(value)) return 0.8;
  if (/\p{Ll}\d\p{Ll}|\p{Lu}\d\p{Ll}{2}/u.test(value) && upper && value.length >= 8) return 2;
  if (/^\p{Lu}\p{Ll}{3,}(?:\p{Lu}\p{Ll}+)*\d{2,4}!?$/u.test(value)) return 1.7;
  if (/^\p{Lu}\p{Ll}{4,}\d!?$/u.test(value)) return 0.6;
  if (/^\p{Lu}\p{Ll}+(?:\p{Lu}\p{Ll}+){2,}\d$/u.test(value)) return 2;
  if (/^\p{Ll}{4,}\d{1,4}!?$/u.test(value)) return digits > 1 ? 1.3 : 0.9;
  if (/^\d{1,2}\p{Lu}\p{Ll}+(?:\p{Lu}\p{Ll}+)+$/u.test(value)) return 1.7;
  if (digits > 0 && upper && (value.length >= 8 || (value.length >= 6 && /[-.]/.test(value)))) return 1.3;
  if (/^\p{Lu}\p{Ll}{2,}(?:\.(?:\p{Ll}{1,3}\.)?\p{Lu}\p{Ll}{2,})+$/u.test(value)) return 1.2;
  if (/^\p{Ll}{6,}-\p{Lu}\p{Ll}+(?:-\p{L}+)*$/u.test(value)) return 1.2;
  if (/^\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+){2,}$/u.test(value)) return 0.8;
  return digits > 0 ? 0.3 : 0;
}

function isProduct(value: string): boolean {
  return productLike.test(value) && !/[!#$&*+^~]/.test(value);
}

/** Words joined by hyphens (`sous-sol-annexe-4`) or dots, an apostrophe or underscore inside: may be one, needs more evidence. */
function softLikeness(value: string): number {
  if (value.length < 6 || value.length > 40) return 0;
  if (/^\p{L}+(?:-\p{L}+)+-\d{1,4}$/u.test(value)) return 1.5;
  if (/^\d{1,3}-\p{L}{3,}-[\d-]+$/u.test(value)) return 1.2;
  if (
    /^[\p{L}\d.-]+[!&_][\p{L}\d_.]+$/u.test(value) &&
    /\d|!/.test(value) &&
    /\p{Lu}/u.test(value) &&
    /\p{Ll}/u.test(value)
  )
    return 1.4;
  if (/^\p{Lu}\p{Ll}{2,}=\p{Lu}\p{Ll}{2,}$/u.test(value)) return 1.2;
  if (/^\p{Lu}\p{Ll}{2,}(?:_\p{Lu}\p{Ll}{2,}){1,3}$/u.test(value)) return 1;
  if (/^[\p{L}\d]{3,}[+=][\p{L}\d]{3,}[+=][\p{L}\d]+$/u.test(value) && /\d/.test(value)) return 0.9;
  return 0;
}

const marked = /\p{L}\p{L}[!?#$&*+^~][\p{L}\d]|[\p{L}\d][!?#$&*+^~]\p{L}{2}|\d[!#$*+^]$|\d[#$*+^]/u;

/** A mark inside a word: `Tube*Sept*7`, `Bleu&Vert`; `name@host` and `a+b` are common elsewhere. */
function specialLikeness(value: string, upper: boolean, digit: boolean): number {
  if (value.length < 6) return 0;
  if (value.includes('^H')) return 0;
  if (value.includes('@')) return upper && digit && !/@(?:0x|\p{L}+$)/u.test(value) ? 2 : 0;
  // "the new WebSearch!": the mark may be the sentence's.
  if (/^\p{Lu}\p{Ll}+(?:\p{Lu}\p{Ll}+)+[!#*$]$/u.test(value)) return value.endsWith('!') ? 1.5 : 1.7;
  if (!marked.test(value)) return 0;
  if (!upper) return digit ? 1.6 : 1;
  return digit ? 2.6 : 1.7;
}

/** Words joined by marks: `Two-Keys-Turn`, `Blue,Heron`. */
export function isJoined(value: string): boolean {
  return (
    value.length >= 8 &&
    value.length <= 40 &&
    !/\p{Lu}{2}/u.test(value) &&
    /^\p{L}{3,}(?:[-=+&,]\p{L}{2,}){1,4}\d{0,4}$/u.test(value)
  );
}

/** Letters and digits, ten of them or more. */
export function isJumbled(value: string): boolean {
  return /^[\p{L}\d]{10,40}$/u.test(value) && /\d/.test(value) && /\p{L}/u.test(value);
}
