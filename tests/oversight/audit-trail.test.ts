// The exported trail: verified with nothing but itself and a public key, and no change to it goes unseen.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attestedBytes,
  type Checkpoint,
  chainStart,
  checkpointStatement,
  entryHash,
  type SignatureAlgorithm,
} from '../../core/model/audit-chain.ts';
import { canonicalJson } from '../../core/model/canonical-json.ts';
import type { AuditEntry } from '../../core/model/ledger.ts';
import { makeCheckpoint, type VerifiedUntil } from '../../core/oversight/audit/checkpoint.ts';
import { exportHeader, exportTrail } from '../../core/oversight/audit/export-trail.ts';
import { verifyHere } from '../../core/oversight/audit/verify-here.ts';
import { verifyPiece, verifyTrail } from '../../core/oversight/audit/verify-trail.ts';
import { type OversightUnderTest, oversightUnderTest } from '../harness/oversight-under-test.ts';

let org: OversightUnderTest;
let exported: readonly string[];
let publicKey: string;
beforeAll(async () => {
  org = await oversightUnderTest();
  publicKey = org.room.grants.notaryKey;
  const checkpoint = () => makeCheckpoint({ ledger: org.room.ledger, notary: org.room.grants, clock: org.room.clock });
  const happen = (action: string) =>
    org.room.ledger.commit([
      {
        type: 'audit',
        event: { at: 1, actor: 'émile', action, subject: 'x', detail: { n: 1.5, yes: true, no: null } },
      },
    ]);
  await checkpoint();
  for (const action of ['a', 'b', 'c']) await happen(action);
  await checkpoint();
  expect(await checkpoint()).toBeNull();
  await happen('d');
  await checkpoint();
  await happen('after');
  exported = await Array.fromAsync(exportTrail(org.room.ledger));
});
afterAll(() => org.close());

async function* each(lines: readonly string[]) {
  yield* lines;
}

const check = (lines: readonly string[], key = publicKey) => verifyTrail(each(lines), key);

/** One checkpoint a go. */
const inPieces = async (linesBehind: (from: VerifiedUntil | null) => AsyncIterable<string>) => {
  let goes = 0;
  for (let from: VerifiedUntil | null = null; ; goes++) {
    const { until, ...rest } = await verifyPiece(linesBehind(from), publicKey, from, () => true);
    if (until === null) return { ...rest, goes };
    from = until;
  }
};

const asFile = (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(''));
const asLines = (file: Buffer) => {
  const text = file.toString('utf8');
  return text.endsWith('\n') ? text.slice(0, -1).split('\n') : [...text.split('\n'), 'cut'];
};

describe('an exported audit trail', () => {
  it('R-404 is the same read in several goes, and what is wrong in a later one is found at its line', async () => {
    const whole = await check(exported);
    expect(await inPieces((from) => exportTrail(org.room.ledger, from))).toEqual({ ...whole, goes: 3 });
    const changed = exported.map((line) => line.replace('"action":"d"', '"action":"e"'));
    expect((await check(changed)).fault?.what).toContain('was changed');
    expect(await inPieces((from) => each(changed.slice(from?.lines ?? 0)))).toMatchObject(await check(changed));
    const cut = exported.filter((line) => !line.startsWith('{"checkpoint":') || !line.includes('"number":2,'));
    expect((await check(cut)).fault?.what).toContain('checkpoint 2 is missing');
    expect(await inPieces((from) => each(cut.slice(from?.lines ?? 0)))).toMatchObject(await check(cut));
  });

  it('R-404 that takes long is verified in the console in several goes, each on record', async () => {
    let now = org.room.clock();
    const slow = { ...org.room, clock: () => (now += 10_000) };
    const go = async () => verifyHere(slow, await org.as('aude'), publicKey);
    const [first, second] = [await go(), await go()];
    expect(first).toMatchObject({ fault: null, until: { checkpoints: 2 } });
    expect(second).toMatchObject({ fault: null, until: null, checkpoints: 3 });
    const events = (await org.events()).filter(({ action }) => action === 'verify-audit');
    expect(events.map(({ detail }) => detail.complete)).toEqual([false, true]);
  });

  it('R-404 is whole, and says what no checkpoint covers yet', async () => {
    const { fault, checkpoints, uncovered, entries } = await check(exported);
    expect(fault).toBeNull();
    expect(checkpoints).toBe(3);
    expect(uncovered).toBe(1);
    expect(entries).toBeGreaterThan(5);
  });

  it('R-404 shows every flipped byte', async () => {
    const file = asFile(exported);
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), async (place, flip) => {
        const changed = Buffer.from(file);
        changed[place] = (changed[place] ?? 0) ^ flip;
        expect((await check(asLines(changed))).fault).not.toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  it('R-404 names the first bad event, a missing one, a missing checkpoint and a tail that was cut off', async () => {
    const without = (matching: string) => exported.filter((line) => !line.includes(matching));
    expect((await check(without('"action":"b"'))).fault?.what).toMatch(/event \d+ of chain main is missing/);
    expect((await check(without('{"checkpoint":{'))).fault?.what).toBeTruthy();
    const cut = exported.filter((line) => !line.includes('"action":"d"') && !line.includes('"action":"after"'));
    expect((await check(cut)).fault?.what).toMatch(/not what checkpoint 3 vouches for/);
    expect((await check(exported.slice(0, -1))).fault?.what).toMatch(/ends before/);
    const changed = exported.map((line) => line.replace('"action":"b"', '"action":"x"'));
    expect((await check(changed)).fault).toMatchObject({
      what: expect.stringMatching(/event \d+ of chain main was changed/),
    });
  });

  it('R-404 is not fooled by who rewrites every hash but has no signing key', async () => {
    const forger = generateKeyPairSync('ed25519');
    const forged = rewritten(exported, (bytes) => sign(null, bytes, forger.privateKey).toString('base64'));
    expect((await check(forged)).fault?.what).toMatch(/signature of checkpoint 1/);
    const theirs = String(forger.publicKey.export({ format: 'pem', type: 'spki' }));
    expect((await check(forged, theirs)).fault).toBeNull();
  });

  it('R-404 is verified by a key of either kind, and by the kind alone that a checkpoint names', async () => {
    const { publicKey: pem, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const signed = (bytes: Uint8Array) => sign('sha256', bytes, privateKey).toString('base64');
    const key = String(pem.export({ format: 'pem', type: 'spki' }));
    expect((await check(rewritten(exported, signed, 'ECDSA_SHA_256'), key)).fault).toBeNull();
    expect((await check(rewritten(exported, signed, 'Ed25519'), key)).fault?.what).toMatch(/signature of checkpoint 1/);
    expect((await check(rewritten(exported, signed, null), key)).fault?.what).toMatch(/signature of checkpoint 1/);
  });

  it('R-404 of an earlier version, whose checkpoints name no algorithm, still verifies', async () => {
    const { publicKey: pem, privateKey } = generateKeyPairSync('ed25519');
    const old = rewritten(exported, (bytes) => sign(null, bytes, privateKey).toString('base64'), null);
    expect(old.some((line) => line.includes('"algorithm"'))).toBe(false);
    expect((await check(old, String(pem.export({ format: 'pem', type: 'spki' })))).fault).toBeNull();
  });
});

/** The whole trail anew with one event changed, as who holds the database could write it. */
function rewritten(
  lines: readonly string[],
  signed: (bytes: Uint8Array) => string,
  algorithm: SignatureAlgorithm | null = 'Ed25519',
): readonly string[] {
  let previous = chainStart;
  let checkpointBefore = chainStart;
  let head: AuditEntry | null = null;
  return lines.map((line) => {
    const { entry, checkpoint } = JSON.parse(line) as { entry?: AuditEntry; checkpoint?: Checkpoint };
    if (entry !== undefined) {
      const event = { ...entry.event, actor: entry.event.action === 'b' ? 'somebody-else' : entry.event.actor };
      const unhashed = { ...entry, event, previous };
      head = { ...unhashed, hash: entryHash(unhashed) };
      previous = head.hash;
      return canonicalJson({ entry: head });
    }
    if (checkpoint === undefined || head === null) return line === exportHeader ? exportHeader : line;
    const heads = [{ chain: head.chain, number: head.number, hash: head.hash }];
    const unsigned = {
      number: checkpoint.number,
      at: checkpoint.at,
      heads,
      previous: checkpointBefore,
      ...(algorithm === null ? {} : { algorithm }),
    };
    const made = { ...unsigned, signature: signed(attestedBytes('checkpoint', checkpointStatement(unsigned))) };
    checkpointBefore = createHash('sha256').update(canonicalJson(made)).digest('hex');
    return canonicalJson({ checkpoint: made });
  });
}
