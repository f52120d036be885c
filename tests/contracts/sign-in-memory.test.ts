// What every memory of sign-in does: forgets in time, lets one claim, and on AWS shows nothing of what it keeps.
import { afterAll, describe, expect, it } from 'vitest';
import { dynamoSignIn } from '../../adapters/aws/dynamo-sign-in.ts';
import { openTable } from '../../adapters/aws/dynamo-table.ts';
import { secretBox } from '../../adapters/identity/secret-box.ts';
import { signInMemory } from '../../adapters/identity/sign-in-memory.ts';
import type { Clock } from '../../core/ports.ts';
import type { SignInMemory } from '../../core/sign-in-ports.ts';
import { type FakeDynamoDb, startFakeDynamoDb } from '../harness/aws/fake-dynamodb.ts';
import { testClientOptions } from '../harness/aws/test-clients.ts';

let database: Promise<FakeDynamoDb> | undefined;
afterAll(async () => (await database)?.close());

async function inTable(clock: Clock, key = Buffer.alloc(32, 1)): Promise<SignInMemory> {
  database ??= startFakeDynamoDb();
  const table = openTable('postern', testClientOptions((await database).endpoint));
  return dynamoSignIn(table, secretBox(key), clock);
}

const hosts: readonly (readonly [string, (clock: Clock) => Promise<SignInMemory>])[] = [
  ['memory', async (clock) => signInMemory(clock)],
  ['DynamoDB', inTable],
];

describe.each(hosts)('sign-in in %s', (_host, open) => {
  it('keeps a value by kind and id until its time, and replaces it', async () => {
    let now = 1_000;
    const memory = await open(() => now);
    expect(await memory.get('Session', 'a')).toBeNull();
    await memory.put('Session', 'a', { uid: 'x', list: [1] }, 2_000);
    await memory.put('Grant', 'a', 'another', 2_000);
    expect(await memory.get('Session', 'a')).toEqual({ uid: 'x', list: [1] });
    await memory.put('Session', 'a', { uid: 'y' }, 3_000);
    expect(await memory.get('Session', 'a')).toEqual({ uid: 'y' });
    now = 2_000;
    expect(await memory.get('Grant', 'a')).toBeNull();
    now = 3_000;
    expect(await memory.get('Session', 'a')).toBeNull();
  });

  it('forgets at once what it is told to, and what it never knew', async () => {
    const memory = await open(() => 1_000);
    await memory.put('Session', 'b', 1, 2_000);
    await memory.forget('Session', 'b');
    await memory.forget('Session', 'never');
    expect(await memory.get('Session', 'b')).toBeNull();
  });

  it('R-411 lets one of many claim the same, and the next when its time is over', async () => {
    let now = 1_000;
    const memory = await open(() => now);
    const claims = await Promise.all(Array.from({ length: 8 }, () => memory.claim('Consumed', 'code', 2_000)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await memory.get('Consumed', 'code')).toBe(true);
    now = 2_001;
    expect(await memory.claim('Consumed', 'code', 3_000)).toBe(true);
  });
});

it('R-411 the table names nobody, and shows a value only to who has the key', async () => {
  const memory = await inTable(() => 1_000);
  await memory.put('Session', 'cookie-value', { accountId: 'ines' }, 2_000);
  const stored = JSON.stringify((await database)?.items());
  for (const secret of ['cookie-value', 'ines', 'Session']) expect(stored).not.toContain(secret);
  const stranger = await inTable(() => 1_000, Buffer.alloc(32, 2));
  expect(await stranger.get('Session', 'cookie-value')).toBeNull();
});
