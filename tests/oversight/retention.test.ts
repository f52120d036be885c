// What was kept ends: not too early, never under a legal hold, for good, and with a record that proves it.
import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attestedBytes } from '../../core/model/audit-chain.ts';
import { canonicalJson } from '../../core/model/canonical-json.ts';
import { list } from '../../core/oversight/act.ts';
import { openCase } from '../../core/oversight/cases/move-case.ts';
import { type Disposal, type Disposing, disposeExpired } from '../../core/oversight/retention/dispose.ts';
import { liftLegalHold, placeLegalHold } from '../../core/oversight/retention/legal-hold.ts';
import { Refused } from '../../core/ports.ts';
import { type OversightUnderTest, oversightUnderTest, start } from '../harness/oversight-under-test.ts';

const oneDay = 24 * 3_600_000;
const retention = { source: null, held: 90, blocked: 180, 'stripped-original': 30 };

let org: OversightUnderTest;
let deps: Disposing;
beforeAll(async () => {
  org = await oversightUnderTest();
  const { room } = org;
  deps = { ...room, keys: room.grants, notary: room.grants, retention };
});
afterAll(() => org.close());

const stateOf = async (id: string) => (await org.room.ledger.heldItem(id))?.state;

async function openRequest(): Promise<string> {
  return openCase(org.room, await org.as('olga'), {
    purpose: 'access-to-information',
    about: null,
    grounds: 'request 2026-114 by a journalist about a contract',
    told: { yes: true, why: '' },
    consulted: null,
  });
}

describe('retention', () => {
  it('R-413 disposes of each class after its days and not before, key and bytes, with a signed record', async () => {
    const old = await org.hold('old', { class: 'stripped-original', retainedAt: start - 32 * oneDay });
    const young = await org.hold('young', { class: 'stripped-original', retainedAt: start - 29 * oneDay });
    const blocked = await org.hold('blocked', { class: 'blocked', retainedAt: start - 32 * oneDay });
    const copy = await org.room.store.getSealed(old.id);
    expect(await disposeExpired(deps)).toBe(1);
    expect([await stateOf(old.id), await stateOf(young.id), await stateOf(blocked.id)]).toEqual([
      'disposed',
      'kept',
      'kept',
    ]);
    expect(await org.room.store.getSealed(old.id)).toBeNull();
    const grant = {
      id: 'c/1',
      case: 'c',
      reader: 'ines',
      items: [old.id],
      purpose: 'read',
      until: start + oneDay,
    } as const;
    await org.room.grants.grant(grant, org.signGrant(grant));
    await expect(org.room.grants.read(old.id, copy ?? new Uint8Array(), 'c/1', 'ines')).rejects.toBeInstanceOf(Refused);

    const [record] = await Array.fromAsync(list<Disposal>(org.room.ledger, 'disposal'));
    const { signature, finished, ...statement } = record?.value ?? ({} as Disposal);
    expect(finished).toBe(true);
    expect(statement.items.map(({ item }) => item)).toEqual([old.id]);
    const bytes = attestedBytes('disposal', Buffer.from(canonicalJson(statement)));
    const key = createPublicKey(org.room.grants.notaryKey);
    expect(verify(null, bytes, key, Buffer.from(signature, 'base64'))).toBe(true);
  });

  it('R-408 R-413 leaves alone what a legal hold covers, until it is lifted', async () => {
    const item = await org.hold('evidence', { class: 'held', retainedAt: start - 200 * oneDay });
    const id = await openRequest();
    const cover = { addresses: ['Emil@agency.example'], from: null, until: null };
    for (const who of ['carla', 'chief', 'adam', 'ines'] as const)
      await expect(placeLegalHold(org.room, await org.as(who), id, cover)).rejects.toThrow('no right');
    const hold = await placeLegalHold(org.room, await org.as('olga'), id, cover);
    expect(await disposeExpired(deps)).toBe(0);
    expect(await stateOf(item.id)).toBe('kept');
    await liftLegalHold(org.room, await org.as('olga'), hold, 'the appeal period is over');
    expect(await disposeExpired(deps)).toBe(1);
    expect(await stateOf(item.id)).toBe('disposed');
  });

  it('R-413 a hold placed while a disposal is under way stops it', async () => {
    const item = await org.hold('evidence', { class: 'held', retainedAt: start - 200 * oneDay });
    const id = await openRequest();
    const slow = {
      ...deps,
      notary: {
        ...deps.notary,
        attest: async (...args: Parameters<Disposing['notary']['attest']>) => {
          const cover = { addresses: ['emil@agency.example'], from: null, until: null };
          await placeLegalHold(org.room, await org.as('olga'), id, cover);
          return deps.notary.attest(...args);
        },
      },
    };
    await expect(disposeExpired(slow)).rejects.toThrow('somebody else');
    expect(await stateOf(item.id)).toBe('kept');
    expect(await org.room.store.getSealed(item.id)).not.toBeNull();
  });

  it('R-413 finishes what a crash left half destroyed', async () => {
    const item = await org.hold('nearly gone', {
      class: 'stripped-original',
      retainedAt: start - 60 * oneDay,
      envelope: other,
    });
    const dies = { ...deps, keys: { destroy: () => Promise.reject(new Error('the machine stopped')) } };
    await expect(disposeExpired(dies)).rejects.toThrow('stopped');
    expect(await org.room.store.getSealed(item.id)).not.toBeNull();
    await disposeExpired(deps);
    expect(await org.room.store.getSealed(item.id)).toBeNull();
  });
});

const other = {
  mailFrom: 'eva@agency.example',
  recipients: [{ address: 'x@gmail.com' }],
  parameters: {},
  client: { address: '192.0.2.25', helo: 'mail.agency.example', tls: true },
};
