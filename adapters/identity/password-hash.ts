// Slow hashes of passwords: scrypt (RFC 7914) with its costs written beside it, a few at a time.
import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';

/** 32 MiB and some 70 ms for each. */
const costs = { N: 2 ** 15, r: 8, p: 1 } as const;
const hashLength = 32;
const atOnce = 2;
const mostWaiting = 200;

/** `scrypt:<log2 N>:<r>:<p>:<salt>:<hash>`, the last two in hex. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt);
  return `scrypt:${Math.log2(costs.N)}:${costs.r}:${costs.p}:${salt.toString('hex')}:${hash.toString('hex')}`;
}

/** Takes as long when there is no hash. */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const [, , , , salt = '', expected = ''] = (hash ?? '').split(':');
  const wanted = Buffer.from(expected, 'hex');
  const given = await derive(password, Buffer.from(salt, 'hex'));
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

/** Letters that are not mistaken for one another, and the four kinds that the rules ask for. */
const alphabets = ['abcdefghijkmnpqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '-+=%'] as const;

/** Sixteen characters, over 80 bits. */
export function oneTimePassword(): string {
  const characters = Array.from({ length: 16 }, (_, place) => {
    const alphabet = alphabets[place % 4] ?? alphabets[0];
    return alphabet.charAt(randomInt(alphabet.length));
  });
  for (let last = characters.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters.join('');
}

let running = 0;
const waiting: (() => void)[] = [];

/** Rejects when too many wait: nobody orders unbounded work by trying passwords. */
async function derive(password: string, salt: Uint8Array): Promise<Buffer> {
  if (waiting.length >= mostWaiting) throw new Error('too many sign in at once; try again in a moment');
  if (running >= atOnce) await new Promise<void>((go) => waiting.push(go));
  running++;
  try {
    return await new Promise((resolve, reject) => {
      scrypt(password, salt, hashLength, { ...costs, maxmem: 64 * 2 ** 20 }, (cause, key) =>
        cause === null ? resolve(key) : reject(cause),
      );
    });
  } finally {
    running--;
    waiting.shift()?.();
  }
}
