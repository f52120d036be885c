// Whether an address looks like a person's own, somewhere else: order, initials, digits and accents aside.
import { partsOf } from './address.ts';
import { registrableDomain } from './registrable-domain.ts';

/** What an address book tells about somebody: `Jane Doe` <j.doe@agency.example>. */
export interface Person {
  readonly name: string;
  readonly address: string;
}

export type Likeness =
  | "address resembles the person's name"
  | "domain is the person's name"
  | "display name is the person's own";

/** A name or local part longer than this is cut: likeness is about names, and its cost stays bounded. */
const longestName = 200;
const mostTokens = 4;

/** `roleWords` are words that name a function (info, service, …): who bears one is no person and resembles nobody. */
export function likenessOf(other: Person, own: Person, roleWords: ReadonlySet<string>): Likeness | null {
  const theirs = partsOf(other.address);
  const local = personalWords(untagged(theirs.local), roleWords);
  if (local === null) return null;
  const ownLocal = personalWords(untagged(partsOf(own.address).local), roleWords) ?? [];
  const ownNames = [ownLocal, personalWords(own.name, roleWords) ?? []];
  const label = wordsOf(registrableDomain(theirs.domain)?.label ?? '');
  const displayed = wordsOf(other.name);
  // Müller writes as Muller or Mueller: what is unlike as written may be like when both are brought to the shorter form.
  for (const form of [asWritten, shortened]) {
    for (const [first, second] of ownNames.flatMap((words) => pairsOf(form(words)))) {
      if (isNamed(form(local), first, second)) return "address resembles the person's name";
      if (isDomainOf(form(label), form(local), first, second)) return "domain is the person's name";
      if (hasBoth(form(displayed), first, second)) return "display name is the person's own";
    }
  }
  return isSameAccount(local, ownLocal) ? "address resembles the person's name" : null;
}

/** `jane+lists` is a tag of jane's (RFC 5233). */
function untagged(local: string): string {
  return local.split('+', 1)[0] ?? '';
}

/** Null when a word names a function. */
function personalWords(text: string, roleWords: ReadonlySet<string>): readonly string[] | null {
  const words = wordsOf(text);
  return words.some((word) => roleWords.has(word)) ? null : words;
}

/** Ordered pairs of full words, so that neither `Doe, Jane` nor `Jane Doe` has to say which one is the family name. */
function pairsOf(words: readonly string[]): readonly (readonly [string, string])[] {
  const full = words.filter((word) => word.length > 1).slice(0, mostTokens);
  return full.flatMap((first, i) => full.flatMap((second, j) => (i === j ? [] : [[first, second] as const])));
}

function isNamed(local: readonly string[], first: string, second: string): boolean {
  const joined = local.join('');
  const whole = first + second;
  if (hasBoth(local, first, second) || joined === whole) return true;
  // janedoehome, mrjanedoe: the whole name with a word around it; janedoerr is another family name.
  const after = joined.indexOf(whole) + whole.length;
  if (whole.length >= 7 && joined.includes(whole) && (after === joined.length || joined.length - after > 2))
    return true;
  // janemdoe: a middle initial.
  if (joined.length === whole.length + 1 && joined.startsWith(first) && joined.endsWith(second)) return true;
  const initial = first.charAt(0);
  return second.length >= 3 && (joined === initial + second || joined === second + initial);
}

function isDomainOf(label: readonly string[], local: readonly string[], first: string, second: string): boolean {
  const joined = label.join('');
  if (joined === first + second) return true;
  if (second.length >= 4 && joined === first.charAt(0) + second) return true;
  // jane@doe.example
  return second.length >= 3 && joined === second && local.includes(first);
}

function hasBoth(words: readonly string[], first: string, second: string): boolean {
  return words.includes(first) && words.includes(second);
}

/** jdoe@agency.example and jdoe77@elsewhere.example. */
function isSameAccount(local: readonly string[], own: readonly string[]): boolean {
  const joined = local.join('');
  return joined.length >= 4 && joined === own.join('');
}

function asWritten(words: readonly string[]): readonly string[] {
  return words;
}

function shortened(words: readonly string[]): readonly string[] {
  return words.map((word) => word.replace(/([aou])e/gu, '$1'));
}

/** Letters only, lower case, without accents; `JaneDoe77` is two words. */
function wordsOf(text: string): readonly string[] {
  return fold(text.slice(0, longestName).replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2'))
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
}

const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'oe',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  æ: 'ae',
  œ: 'oe',
};

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßøłđðþıæœ]/gu, (letter) => letters[letter] ?? letter);
}
