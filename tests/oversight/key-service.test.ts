// The rule is held by the key process, not only by the application: DESIGN 5a's table on one machine, each row each way.
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addApprover, listApprovers, removeApprover } from '../../adapters/local/approvers.ts';
import { proofOf, signRelease } from '../../adapters/local/opening-proof.ts';
import { type ApproverProof, type Grant, grantChallenge } from '../../core/model/grant.ts';
import type { HeldItem } from '../../core/model/ledger.ts';
import { askAccess } from '../../core/oversight/cases/ask-access.ts';
import { approveAccess, grantOf, revokeAccess } from '../../core/oversight/cases/decide-access.ts';
import { readItem } from '../../core/oversight/cases/read-item.ts';
import { Refused } from '../../core/ports.ts';
import { caseFor, day, type OversightUnderTest, oversightUnderTest, start } from '../harness/oversight-under-test.ts';
import { softwareAuthenticator } from '../harness/software-authenticator.ts';

const secret = 'Subject: payroll\r\n\r\nthe payroll of everybody\r\n';
const why = 'the subject and time match what the manager reported';
const origin = 'https://postern.agency.example';

let org: OversightUnderTest;
beforeAll(async () => {
  org = await oversightUnderTest();
});
afterAll(() => org.close());

async function asked(item: HeldItem) {
  const id = await caseFor(org);
  return askAccess(org.room, await org.as('ines'), id, { items: [item.id], purpose: 'read', why, until: day(30) });
}

async function sealed(item: HeldItem): Promise<Uint8Array> {
  return (await org.room.store.getSealed(item.id)) ?? new Uint8Array();
}

/** An approver by a key of a file, whose private half only the test has. */
async function approverKey(name: string, until: number | null = null) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const pem = String(publicKey.export({ format: 'pem', type: 'spki' }));
  await addApprover(join(org.folder, 'keys'), name, { publicKey: pem, from: null, until, passkey: null });
  const signed = (grant: Grant): ApproverProof => {
    const signature = sign(null, grantChallenge(grant), privateKey).toString('base64');
    return { kind: 'key', approver: name, signature };
  };
  return { privateKey, signed };
}

describe('the key service', () => {
  it('R-403 opens nothing for an application without checks whose database was rewritten at will', async () => {
    const item = await org.hold(secret);
    const access = await asked(item);
    // Every check of the application's own is gone, and the ledger says whatever helps.
    const patched = { ...org.room, authorize: () => true };
    const intruder = { person: 'ines', roles: [], deputy: false, client: '' };
    const found = await org.room.ledger.record('access', access.id);
    const value = { ...access, state: 'approved', decision: { at: start, by: 'chief', why } };
    await org.room.ledger.commit([
      { type: 'record', kind: 'access', id: access.id, version: found?.version ?? 0, value },
    ]);
    await expect(readItem(patched, intruder, { access: access.id, item: item.id, way: 'view' })).rejects.toThrow(
      'no such grant',
    );
    const { grants } = org.room;
    const bytes = await sealed(item);
    const grant = grantOf(access);
    const old = await org.hold('something else');
    const forOther = org.signGrant({ ...grant, items: [old.id] });
    const proofs: readonly ApproverProof[] = [
      { kind: 'key', approver: 'chief', signature: Buffer.alloc(64, 1).toString('base64') },
      { kind: 'key', approver: 'nobody', signature: org.signGrant(grant).kind === 'key' ? 'AAAA' : '' },
      { kind: 'key', approver: '../../chief', signature: '' },
      { kind: 'passkey', approver: 'chief', authenticatorData: '', clientData: '', signature: '' },
      forOther,
    ];
    for (const proof of proofs) await expect(grants.grant(grant, proof)).rejects.toBeInstanceOf(Refused);
    await expect(grants.read(item.id, bytes, grant.id, 'ines')).rejects.toBeInstanceOf(Refused);
    // Nor does a proof for a release that somebody made up.
    const until = Date.now() + 60_000;
    const madeUp = { item: item.id, purpose: 'release', decider: 'operator', until, signature: 'AAAA' } as const;
    await expect(grants.open(item.id, bytes, madeUp)).rejects.toBeInstanceOf(Refused);
  });

  it('R-403 nothing that the gateway can read opens content: master key and wrappings stay with the key process', () => {
    for (const name of readdirSync(org.folder, { recursive: true, encoding: 'utf8' })) {
      if (name.startsWith('keys')) continue;
      const file = join(org.folder, name);
      if (!statSync(file).isFile()) continue;
      const bytes = readFileSync(file);
      expect(bytes.includes('payroll of everybody'), name).toBe(false);
      expect(bytes.includes('PRIVATE KEY'), name).toBe(false);
    }
  });

  it('R-402 R-403 a grant holds for its item, its reader, its time, and not after it was revoked', async () => {
    const [item, other] = [await org.hold(secret), await org.hold('another')];
    const grant: Grant = {
      id: `case/${randomUUID()}`,
      case: 'case',
      reader: 'ines',
      items: [item.id],
      purpose: 'read',
      until: Date.now() + 60_000,
    };
    const { grants } = org.room;
    await grants.grant(grant, org.signGrant(grant));
    await grants.grant(grant, org.signGrant(grant));
    const bytes = await sealed(item);
    expect(Buffer.from(await grants.read(item.id, bytes, grant.id, 'ines')).toString()).toBe(secret);
    await expect(grants.read(other.id, await sealed(other), grant.id, 'ines')).rejects.toBeInstanceOf(Refused);
    await expect(grants.read(item.id, await sealed(other), grant.id, 'ines')).rejects.toBeInstanceOf(Refused);
    await expect(grants.read(item.id, bytes, grant.id, 'second')).rejects.toBeInstanceOf(Refused);
    const widened = { ...grant, items: [item.id, other.id].sort() };
    await expect(grants.grant(widened, org.signGrant(widened))).rejects.toThrow('used already');
    for (const over of [{ until: Date.now() - 1 }, { until: Date.now() + 200 * 24 * 3_600_000 }, { reader: 'chief' }]) {
      const bad = { ...grant, ...over, id: `case/${randomUUID()}` };
      await expect(grants.grant(bad, org.signGrant(bad))).rejects.toBeInstanceOf(Refused);
    }
    await grants.revoke(grant.id);
    await expect(grants.read(item.id, bytes, grant.id, 'ines')).rejects.toBeInstanceOf(Refused);
    await expect(grants.grant(grant, org.signGrant(grant))).rejects.toBeInstanceOf(Refused);
  });

  it('R-403 a release is opened by its decider’s proof for that item alone, within minutes', async () => {
    const item = await org.hold(secret, { class: 'held' });
    const other = await org.hold('another', { class: 'held' });
    const bytes = await sealed(item);
    const { grants } = org.room;
    const good = signRelease(org.folder, item.id, 'operator', Date.now() + 60_000);
    for (const proof of [
      signRelease(org.folder, other.id, 'operator', Date.now() + 60_000),
      signRelease(org.folder, item.id, 'operator', Date.now() - 1),
      signRelease(org.folder, item.id, 'operator', Date.now() + 24 * 3_600_000),
      { ...good, decider: 'carla' },
      { ...good, until: good.until + 1 },
    ])
      await expect(grants.open(item.id, bytes, proof)).rejects.toBeInstanceOf(Refused);
    expect(Buffer.from(await grants.open(item.id, bytes, good)).toString()).toBe(secret);
    // An approver of reading is no decider of releases, nor the other way round.
    const { privateKey } = await approverKey('newchief');
    const byApprover = proofOf('release', privateKey, item.id, 'newchief', Date.now() + 60_000);
    await expect(grants.open(item.id, bytes, byApprover)).rejects.toThrow('no decider');
  });

  it('R-403 R-413 what was destroyed is opened by no grant and no decision', async () => {
    const item = await org.hold(secret);
    const copy = await sealed(item);
    await org.room.grants.destroy(item.id);
    const grant = {
      id: randomUUID(),
      case: 'c',
      reader: 'ines',
      items: [item.id],
      purpose: 'read',
      until: Date.now() + 60_000,
    } as const;
    await org.room.grants.grant(grant, org.signGrant(grant));
    await expect(org.room.grants.read(item.id, copy, grant.id, 'ines')).rejects.toBeInstanceOf(Refused);
    const proof = signRelease(org.folder, item.id, 'operator', Date.now() + 60_000);
    await expect(org.room.grants.open(item.id, copy, proof)).rejects.toBeInstanceOf(Refused);
  });
});

describe('approvers', () => {
  it('R-403 a passkey approves exactly what it signed, of this site, with its owner verified', async () => {
    const key = softwareAuthenticator(origin);
    const keys = join(org.folder, 'keys');
    const passkey = { origin, rpId: 'postern.agency.example' };
    await addApprover(keys, 'chief', { publicKey: key.publicKey, from: null, until: null, passkey });
    const item = await org.hold(secret);
    const access = await asked(item);
    const challenge = grantChallenge(grantOf(access)).toString('base64url');
    const proofOf = ({ response }: ReturnType<typeof key.get>): ApproverProof => ({
      kind: 'passkey',
      approver: 'chief',
      authenticatorData: response.authenticatorData,
      clientData: response.clientDataJSON,
      signature: response.signature,
    });
    const chief = await org.as('chief');
    for (const bad of [
      key.get(challenge, { origin: 'https://postern.agency.example.evil.example' }),
      key.get(challenge, { verified: false }),
      key.get(grantChallenge({ ...grantOf(access), reader: 'second' }).toString('base64url')),
      softwareAuthenticator(origin).get(challenge),
    ])
      await expect(approveAccess(org.room, chief, access.id, { why, proof: proofOf(bad) })).rejects.toThrow(
        'signature',
      );
    const proof = proofOf(key.get(challenge));
    expect((await approveAccess(org.room, chief, access.id, { why, proof })).state).toBe('approved');
    const read = { access: access.id, item: item.id, way: 'view' } as const;
    expect(Buffer.from(await readItem(org.room, await org.as('ines'), read)).toString()).toBe(secret);
  });

  it('R-402 two approvals of one access at once take effect once, and none after a refusal or an end', async () => {
    const deputyKey = await approverKey('deputy');
    const item = await org.hold(secret);
    const access = await asked(item);
    const proof = deputyKey.signed(grantOf(access));
    const deputy = await org.as('deputy');
    const both = await Promise.allSettled([
      approveAccess(org.room, deputy, access.id, { why, proof }),
      approveAccess(org.room, deputy, access.id, { why, proof }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const approvals = (await org.events()).filter(
      ({ action, subject, detail }) =>
        action === 'decide-access' && subject === access.id && detail.decision === 'approved',
    );
    expect(approvals).toHaveLength(1);
    await revokeAccess(org.room, await org.as('chief'), access.id, 'no longer needed');
    await expect(approveAccess(org.room, deputy, access.id, { why, proof })).rejects.toBeInstanceOf(Refused);
  });

  it('R-401 a deputy approves within their period, and nobody who was taken out', async () => {
    const keys = join(org.folder, 'keys');
    const over = await approverKey('deputy', Date.now() - 1_000);
    const grant = {
      id: randomUUID(),
      case: 'c',
      reader: 'ines',
      items: ['i'],
      purpose: 'read',
      until: Date.now() + 60_000,
    } as const;
    await expect(org.room.grants.grant(grant, over.signed(grant))).rejects.toThrow('does not stand in');
    const again = await approverKey('deputy', Date.now() + 60_000);
    await org.room.grants.grant(grant, again.signed(grant));
    expect((await listApprovers(keys)).map(({ name }) => name)).toContain('deputy');
    await removeApprover(keys, 'deputy');
    const next = { ...grant, id: randomUUID() };
    await expect(org.room.grants.grant(next, again.signed(next))).rejects.toThrow('no approver');
    await expect(removeApprover(keys, 'deputy')).rejects.toThrow('no such approver');
    await expect(addApprover(keys, '../x', { publicKey: '', from: null, until: null, passkey: null })).rejects.toThrow(
      'no name',
    );
  });
});
