// Who a message says it is from, against who that could be: names and addresses of our own people in strange hands.
import type { MailAddress, ParsedMessage } from '../../../model/message.ts';
import type { Organisation } from '../../../model/pack.ts';
import { isOurs, partsOf } from '../../decide/address.ts';
import { isFreeMail } from '../../decide/free-mail.ts';
import { registrableDomain } from '../../decide/registrable-domain.ts';
import { partnerOf } from '../../decide/relation.ts';
import { latin } from './confusable.ts';
import type { LookAlike } from './look-alike-domain.ts';

export type AuthorTest = 'look-alike-author' | 'own-name' | 'address-in-name' | 'reply-elsewhere';

export interface AuthorSurroundings {
  readonly organisation: Organisation;
  readonly lookAlike: (host: string) => LookAlike | null;
}

export interface AuthorFact {
  readonly test: AuthorTest;
  readonly value: Readonly<Record<string, string>>;
}

const mostNames = 200;

/** `mailFrom` is the envelope's sender, '' for none. Nothing is said about mail from our own addresses. */
export function judgeAuthor(
  message: ParsedMessage,
  mailFrom: string,
  { organisation, lookAlike }: AuthorSurroundings,
): readonly AuthorFact[] {
  const authors = [...message.from.slice(0, 10), ...(message.sender === null ? [] : [message.sender])];
  const facts: AuthorFact[] = [];
  const places: readonly (readonly [string, string | undefined])[] = [
    ...authors.map(({ address }) => ['from', address] as const),
    ...message.replyTo.slice(0, 10).map(({ address }) => ['reply-to', address] as const),
    ['envelope', mailFrom],
  ];
  for (const [field, address] of places) {
    const imitated = lookAlike(partsOf(address ?? '').domain);
    if (imitated !== null) facts.push({ test: 'look-alike-author', value: { ...imitated, field } });
  }
  const strangers = authors.filter(
    ({ address }) => !isOurs(address, organisation) && partnerOf(partsOf(address).domain, organisation) === null,
  );
  for (const author of strangers) {
    const who = ownName(author, message, organisation);
    if (who !== null) facts.push({ test: 'own-name', value: { who } });
    const named = addressInName(author, organisation);
    if (named !== null) facts.push({ test: 'address-in-name', value: { whose: named } });
  }
  const elsewhere = replyElsewhere(message, organisation);
  if (elsewhere !== null) facts.push({ test: 'reply-elsewhere', value: { to: elsewhere } });
  return firstOfEach(facts);
}

function firstOfEach(facts: readonly AuthorFact[]): readonly AuthorFact[] {
  return facts.filter(({ test }, i) => facts.findIndex((other) => other.test === test) === i);
}

/** Whether the display name is that of somebody of ours: declared people, the organisation, or a recipient. */
function ownName(author: MailAddress, message: ParsedMessage, organisation: Organisation): string | null {
  const shown = wordsOf(author.name);
  if (shown.length < 2) return null;
  if ((organisation.people ?? []).some(({ name }) => isNameOf(shown, wordsOf(name)))) return 'person';
  const names = Object.values(organisation.name).map(wordsOf);
  if (names.some((name) => name.length > 1 && holds(shown, name))) return 'organisation';
  const recipients = [...message.to, ...message.cc]
    .slice(0, mostNames)
    .filter(({ address }) => isOurs(address, organisation));
  // lee.jones@ is Lee Jones, whether or not the message says so.
  const called = recipients.flatMap(({ name, address }) => [wordsOf(name), wordsOf(partsOf(address).local)]);
  return called.some((name) => isNameOf(shown, name)) ? 'recipient' : null;
}

/** `Doe, Jane (Director)` is Jane Doe; Jane Ann Doe-Smith is somebody else. */
function isNameOf(shown: readonly string[], name: readonly string[]): boolean {
  return name.length >= 2 && shown.length <= name.length + 3 && holds(shown, name);
}

function holds(shown: readonly string[], name: readonly string[]): boolean {
  return name.every((word) => shown.includes(word));
}

/** Words of at least two letters, without accents and look-alike letters. */
function wordsOf(name: string): readonly string[] {
  return latin(name.slice(0, 200).toLowerCase().normalize('NFKD').replace(/\p{M}/gu, ''))
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length > 1);
}

/** `"pat@agency.example" <x@elsewhere.example>`: an address in the place of a name, of another domain than the real one. */
function addressInName(
  { name, address }: MailAddress,
  organisation: Organisation,
): 'ours' | 'partner' | 'other' | null {
  const text = name.slice(0, 300).toLowerCase();
  const found = /([^\s<>()"',;:@]{1,64})@([\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8})/u.exec(text);
  if (found !== null) {
    const named = `${found[1]}@${found[2]}`;
    if (isOurs(named, organisation)) return 'ours';
    if (partnerOf(partsOf(named).domain, organisation) !== null) return 'partner';
    const real = registered(address);
    return registered(named) === real || real === '' ? null : 'other';
  }
  const domains = organisation.domains.filter((domain) => domain.includes('.'));
  return domains.some((domain) => ` ${text} `.split(/[^\p{L}\p{N}.-]+/u).includes(domain)) ? 'ours' : null;
}

/** Answers go to a private mailbox or outside although the author is at an organisation; lists are known for it. */
function replyElsewhere(
  { from, replyTo, headers }: ParsedMessage,
  organisation: Organisation,
): 'free-mail' | 'outside' | null {
  const [author] = from;
  if (author === undefined || replyTo.length === 0) return null;
  if (headers.some(({ name }) => /^(?:list-(?:id|post|unsubscribe)|mailing-list|precedence)$/i.test(name))) return null;
  const own = registered(author.address);
  const others = replyTo.slice(0, 10).filter(({ address }) => registered(address) !== own && address.includes('@'));
  if (others.length < Math.min(replyTo.length, 10) || own === '') return null;
  const guarded =
    isOurs(author.address, organisation) || partnerOf(partsOf(author.address).domain, organisation) !== null;
  if (guarded) {
    const away = others.filter(
      ({ address }) => !isOurs(address, organisation) && partnerOf(partsOf(address).domain, organisation) === null,
    );
    return away.length > 0 ? 'outside' : null;
  }
  return !isFreeMail(own) && others.some(({ address }) => isFreeMail(registered(address))) ? 'free-mail' : null;
}

function registered(address: string): string {
  const { domain } = partsOf(address);
  return registrableDomain(domain)?.domain ?? domain;
}
