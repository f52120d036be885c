// Whether an address looks like a person's own, somewhere else: order, initials, digits, accents, nicknames aside.
import { partsOf } from './address.ts';
import { type GivenNames, isGivenName } from './given-names.ts';
import { type NamePart, nameParts, wordsOf } from './personal-name.ts';
import { registrableDomain } from './registrable-domain.ts';

/** What an address book tells about somebody: `Jane Doe` <j.doe@agency.example>. */
export interface Person {
  readonly name: string;
  readonly address: string;
}

export interface Likeness {
  readonly reason:
    | "address resembles the person's name"
    | "domain is the person's name"
    | "display name is the person's own";
  /**
   * How much of the name it tells: all of it and nothing else · initials and family name, or the same account · the name
   * within other words, which may name something else altogether.
   */
  readonly tells: 'name' | 'initials' | 'among-words';
}

export interface NameLists {
  /** Words that name a function (info, service, …): who bears one is no person and resembles nobody. */
  readonly roleWords: ReadonlySet<string>;
  readonly givenNames: GivenNames;
}

/** One way to read a name: who is called what. Neither `Doe, Jane` nor `Zhang Wei` says which word is the family's. */
interface Reading {
  /** Forms of the given name in full. */
  readonly given: readonly string[];
  readonly family: string;
  /** `jf` of Jean-François, `rk` of Rajesh Kumar; at least one letter. */
  readonly initials: ReadonlySet<string>;
  /** All that is not the family name, in order: `vanminh` of Nguyen Van Minh. */
  readonly rest: string;
}

export function likenessOf(other: Person, own: Person, lists: NameLists): Likeness | null {
  const theirs = partsOf(other.address);
  const local = wordsOf(untagged(theirs.local));
  if (namesFunction(local, lists)) return null;
  const ownLocal = untagged(partsOf(own.address).local);
  const names = [ownLocal, own.name].filter((name) => !namesFunction(wordsOf(name), lists));
  const label = wordsOf(registrableDomain(theirs.domain)?.label ?? '');
  const displayed = wordsOf(other.name);
  const likenesses: Likeness[] = [];
  // Müller writes as Muller or Mueller: what is unlike as written may be like when both are brought to the shorter form.
  for (const form of [asWritten, shortened]) {
    for (const reading of names.flatMap((name) => readingsOf(nameParts(name), form))) {
      if (isNamed(form(local), reading, lists.givenNames))
        likenesses.push(named(form(local), reading, lists.givenNames));
      if (isDomainOf(form(label), form(local), reading, lists.givenNames))
        likenesses.push({ reason: "domain is the person's name", tells: 'name' });
      if (bearsBoth(form(displayed), reading, lists.givenNames))
        likenesses.push({ reason: "display name is the person's own", tells: 'name' });
    }
  }
  if (isSameAccount(local, wordsOf(ownLocal))) likenesses.push({ reason: resembles, tells: 'initials' });
  const most = (tells: Likeness['tells']) => likenesses.find((likeness) => likeness.tells === tells);
  return most('name') ?? most('initials') ?? most('among-words') ?? null;
}

const resembles = "address resembles the person's name";

/** Words that people put beside their name in an account of their own. */
const ownWords: ReadonlySet<string> = new Set(
  'home house private privat prive perso personal personnel maison mail email me real my mr mrs ms dr'.split(' '),
);

function named(local: readonly string[], reading: Reading, names: GivenNames): Likeness {
  const { family, given, rest, initials } = reading;
  const words = local.filter((word) => !ownWords.has(word));
  const isInitial = (word: string) => initials.has(word) || word.length === 1;
  const isGiven = (word: string) => given.some((each) => isGivenName(word, each, names) || isWithMiddle(word, each));
  const isPart = (word: string) => word === family || isInitial(word) || isGiven(word) || rest.includes(word);
  if (bearsBoth(words, reading, names) && words.every(isPart)) return { reason: resembles, tells: 'name' };
  const joined = words.join('');
  const lefts = [cutEnd(joined, family), cutStart(joined, family)].flatMap((left) => left ?? []);
  if (lefts.some((left) => left !== '' && (isGiven(left) || (left === rest && left.length > 1)))) {
    return { reason: resembles, tells: 'name' };
  }
  // mrjanedoe, janedoehome: one word before or after, and of those that people choose.
  const whole = given.find((each) => joined.includes(each + family));
  const around = whole === undefined ? [] : joined.split(whole + family, 2).filter((word) => word !== '');
  if (whole !== undefined && around.every((word) => ownWords.has(word))) return { reason: resembles, tells: 'name' };
  const isInitials = lefts.some((left) => initials.has(left)) || words.every(isPart);
  return { reason: resembles, tells: isInitials ? 'initials' : 'among-words' };
}

/** `jane+lists` is a tag of jane's (RFC 5233). */
function untagged(local: string): string {
  return local.split('+', 1)[0] ?? '';
}

function namesFunction(words: readonly string[], { roleWords }: NameLists): boolean {
  return words.some((word) => roleWords.has(word));
}

type Form = (words: readonly string[]) => readonly string[];

function readingsOf(parts: readonly NamePart[], form: Form): readonly Reading[] {
  const full = parts.filter(({ whole }) => whole.length > 1);
  return full.flatMap((family, f) => {
    const others = parts.filter((part) => part !== family);
    const rest = form(others.map(({ whole }) => whole)).join('');
    const initialsOfAll = others.map(({ words, whole }) => initialsOf(words, whole)).join('');
    return full.flatMap((given, g): readonly Reading[] => {
      if (f === g) return [];
      const initials = new Set([given.whole.charAt(0), initialsOf(given.words, given.whole), initialsOfAll]);
      const forms = form([given.whole, ...given.words.slice(0, 1)]);
      // A family name of two: both, or the first of them.
      const families = new Set([...form([family.whole, ...family.words]), ...withNext(full, f, form)]);
      return [...families].map((each) => ({ given: forms, family: each, initials, rest }));
    });
  });
}

function initialsOf(words: readonly string[], whole: string): string {
  return words.length > 1 ? words.map((word) => word.charAt(0)).join('') : whole.charAt(0);
}

/** `García López` written as one. */
function withNext(parts: readonly NamePart[], at: number, form: Form): readonly string[] {
  const next = parts[at + 1];
  return next === undefined || parts.length < 3 ? [] : form([(parts[at]?.whole ?? '') + next.whole]);
}

/** Of a name that has only an initial beside it: shorter ones are syllables of any word. */
const shortestBesideInitial = 3;

function isNamed(local: readonly string[], reading: Reading, names: GivenNames): boolean {
  const { family, given, rest } = reading;
  if (bearsBoth(local, reading, names) || besideInitials(local, reading)) return true;
  const joined = local.join('');
  for (const left of [cutEnd(joined, family), cutStart(joined, family)]) {
    if (left === null || left === '') continue;
    if (left === rest || given.some((each) => isGivenName(left, each, names) || isWithMiddle(left, each))) return true;
    if (family.length >= shortestBesideInitial && reading.initials.has(left)) return true;
  }
  // janedoehome, mrjanedoe: the whole name with a word around it; janedoerr is another family name.
  return given.some((each) => {
    const whole = each + family;
    const after = joined.indexOf(whole) + whole.length;
    return whole.length >= 7 && joined.includes(whole) && (after === joined.length || joined.length - after > 2);
  });
}

/** janem of janemdoe. */
function isWithMiddle(left: string, given: string): boolean {
  return left.length === given.length + 1 && left.startsWith(given);
}

/** l.schmidt.privat, jf.cote42 */
function besideInitials(words: readonly string[], { family, initials }: Reading): boolean {
  return (
    family.length >= shortestBesideInitial &&
    words.includes(family) &&
    words.some((word) => initials.has(word) && word !== family)
  );
}

function bearsBoth(words: readonly string[], { given, family }: Reading, names: GivenNames): boolean {
  if (words.length < 2 || !words.includes(family)) return false;
  return words.some((word) => word !== family && given.some((each) => isGivenName(word, each, names)));
}

function isDomainOf(label: readonly string[], local: readonly string[], reading: Reading, names: GivenNames): boolean {
  const { given, family } = reading;
  const joined = label.join('');
  if (given.some((each) => joined === each + family)) return true;
  if (family.length >= 4 && given.some((each) => joined === each.charAt(0) + family)) return true;
  // jane@doe.example, jane@doe-family.example
  const isFamilys = (family.length >= 3 && joined === family) || (family.length >= 4 && label.includes(family));
  return isFamilys && local.some((word) => given.some((each) => isGivenName(word, each, names)));
}

function cutEnd(joined: string, end: string): string | null {
  return joined.endsWith(end) ? joined.slice(0, joined.length - end.length) : null;
}

function cutStart(joined: string, start: string): string | null {
  return joined.startsWith(start) ? joined.slice(start.length) : null;
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
