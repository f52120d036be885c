// Who may use the gateway, and how much of it: trusted networks, accounts, connections for each client.
import { scrypt, timingSafeEqual } from 'node:crypto';
import { BlockList, isIPv6 } from 'node:net';
import { isListed, normal, partsOf } from '../../core/mail/decide/address.ts';

export interface Account {
  readonly user: string;
  /** `scrypt:<salt, hex>:<hash, hex>`, as `hashPassword` makes it. */
  readonly passwordHash: string;
  /** Addresses, or domains with all their addresses, that it may send as; without any, its own (see `maySendAs`). */
  readonly addresses?: readonly string[] | undefined;
}

export interface Networks {
  includes(address: string): boolean;
}

/** Entries are IP addresses or networks such as `10.0.0.0/8`. Throws TypeError for anything else. */
export function networks(entries: readonly string[]): Networks {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix, ...rest] = entry.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    try {
      if (rest.length > 0) throw new TypeError('a network has one prefix length');
      if (prefix === undefined) list.addAddress(address, family);
      else list.addSubnet(address, wholeNumber(prefix), family);
    } catch (cause) {
      throw new TypeError(`${entry} is no IP address or network`, { cause });
    }
  }
  return { includes: (address) => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4') };
}

function wholeNumber(text: string): number {
  if (!/^[0-9]{1,3}$/.test(text)) throw new TypeError(`${text} is no prefix length`);
  return Number(text);
}

const loopback = networks(['127.0.0.0/8', '::1']);

export function isLoopback(address: string): boolean {
  return loopback.includes(address);
}

/** `salt`: 16 random bytes. */
export async function hashPassword(password: string, salt: Uint8Array): Promise<string> {
  const hash = await derive(password, salt);
  return `scrypt:${Buffer.from(salt).toString('hex')}:${hash.toString('hex')}`;
}

/** Takes as long for an unknown user as for a wrong password. */
export async function isSignIn(accounts: readonly Account[], user: string, password: string): Promise<boolean> {
  const account = accounts.find((candidate) => candidate.user === user);
  const [, salt = '', hash = ''] = (account?.passwordHash ?? `scrypt:${'00'.repeat(16)}:${'00'.repeat(32)}`).split(':');
  const expected = Buffer.from(hash, 'hex');
  const given = await derive(password, Buffer.from(salt, 'hex'));
  return expected.length === given.length && timingSafeEqual(expected, given) && account !== undefined;
}

/**
 * Whether whoever signed in as `user` may send as this address of the organisation. Without a list the user name must be
 * the address, or what stands before its @.
 */
export function maySendAs(accounts: readonly Account[], user: string, address: string): boolean {
  const account = accounts.find((candidate) => candidate.user === user);
  if (account === undefined) return false;
  if (account.addresses !== undefined) return isListed(address, account.addresses);
  const own = user.includes('@') ? normal(user) : user.toLowerCase();
  return own === (user.includes('@') ? normal(address) : partsOf(address).local.toLowerCase());
}

/** Whoever may send as everybody of a domain sends for many people. */
export function sendsForMany(accounts: readonly Account[], user: string): boolean {
  const account = accounts.find((candidate) => candidate.user === user);
  return account?.addresses?.some((entry) => !entry.includes('@')) ?? false;
}

function derive(password: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.slice(0, 1000), salt, 32, (cause, key) => (cause === null ? resolve(key) : reject(cause)));
  });
}

/** Counts something for each client address, e.g. open connections or failed sign-ins. */
export interface Tally {
  of(address: string): number;
  add(address: string): void;
  remove(address: string): void;
}

export function tally(): Tally {
  const counts = new Map<string, number>();
  return {
    of: (address) => counts.get(address) ?? 0,
    add: (address) => counts.set(address, (counts.get(address) ?? 0) + 1),
    remove(address) {
      const count = (counts.get(address) ?? 0) - 1;
      if (count > 0) counts.set(address, count);
      else counts.delete(address);
    },
  };
}
