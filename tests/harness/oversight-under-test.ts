// An organisation with one person a role, on the real access policies and the ledger and key service of a host.
import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAccessPolicies } from '../../adapters/local/access-policies.ts';
import { type Approver, approverFile } from '../../adapters/local/approvers.ts';
import { openFileMailStore } from '../../adapters/local/file-mail-store.ts';
import { type LocalKeys, startKeys } from '../../adapters/local/key-client.ts';
import { openLedger, type SqliteLedger } from '../../adapters/local/sqlite-ledger.ts';
import { type ApproverProof, type Grant, grantChallenge } from '../../core/model/grant.ts';
import type { AuditEvent, HeldItem } from '../../core/model/ledger.ts';
import type { Actor } from '../../core/oversight/access/actor.ts';
import { makeAuthorizer } from '../../core/oversight/access/authorizer.ts';
import { create } from '../../core/oversight/act.ts';
import { addDays, dayOf } from '../../core/oversight/calendar.ts';
import type { Access } from '../../core/oversight/cases/access.ts';
import { grantOf } from '../../core/oversight/cases/decide-access.ts';
import { moveCase, openCase } from '../../core/oversight/cases/move-case.ts';
import type { ReadingRoom } from '../../core/oversight/cases/read-item.ts';
import type { Person, RightRole } from '../../core/oversight/people/person.ts';
import { actorOf, giveRight } from '../../core/oversight/people/rights.ts';
import type { Grants, Keys, Ledger, MailStore } from '../../core/ports.ts';

export const zone = 'America/Toronto';
/** When the tests begin: the key process keeps its own time, so the ledger's must be today as well. */
export const start = Date.now();

/** The day so many days after the tests' own. */
export function day(after: number): string {
  return addDays(dayOf(start, zone), after);
}

/** Account ids, each named for the one role that person has beside being an employee. */
const holders = {
  ines: 'investigator',
  second: 'investigator',
  carla: 'corporate-security',
  chief: 'chief-security-officer',
  deputy: 'deputy-chief-security-officer',
  olga: 'access-officer',
  aude: 'auditor',
} as const satisfies Record<string, RightRole>;
export type Somebody = keyof typeof holders | 'adam' | 'mia' | 'emil' | 'eva';

export interface OrganisationUnderTest {
  readonly room: ReadingRoom;
  /** Milliseconds since the epoch; starts at `start`. */
  setClock(now: number): void;
  as(person: Somebody): Promise<Actor>;
  /** A held message from emil, sealed; resolves with its item. */
  hold(content: string | Buffer, over?: Partial<HeldItem>): Promise<HeldItem>;
  /** The chief's own signature over a grant, whatever oversight says of it. */
  signGrant(grant: Grant): ApproverProof;
  /** The chief's or deputy's own signature over an access. */
  sign(access: Access, approver?: 'chief' | 'deputy'): ApproverProof;
  events(): Promise<readonly AuditEvent[]>;
  close(): Promise<void>;
}

/** An open case about emil's mail of these weeks, with its investigator. Its id. */
export async function caseFor(
  { room, as }: OrganisationUnderTest,
  person: Somebody = 'ines',
  until = day(40),
): Promise<string> {
  const id = await openCase(room, await as('carla'), {
    purpose: 'security-incident',
    about: 'emil',
    grounds: 'a document of the evaluation was sent to a web mail account',
    told: { yes: true, why: '' },
    consulted: null,
  });
  const scope = { addresses: ['emil@agency.example'], from: day(-9), until: day(20) };
  await moveCase(room, await as('carla'), id, { move: 'set-scope', scope });
  await moveCase(room, await as('chief'), id, { move: 'authorise', person, until });
  return id;
}

/** Puts something into a data folder before anything is opened there. */
export type PrepareFolder = (folder: string) => Promise<void>;

/** On one machine. */
export interface OversightUnderTest extends OrganisationUnderTest {
  readonly room: ReadingRoom & { readonly ledger: SqliteLedger; readonly grants: LocalKeys };
  readonly folder: string;
}

export async function oversightUnderTest(
  policyFolder = 'policy',
  prepare: PrepareFolder = async () => {},
): Promise<OversightUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'postern-'));
  await prepare(folder);
  const clock = clockUnderTest();
  const keys = await startKeys(folder);
  const ledger = await openLedger(folder, { clock: clock.now });
  const store = await openFileMailStore(folder, keys);
  const organisation = await organisationOn(
    {
      ledger,
      store,
      keys,
      grants: keys,
      clock,
      know: (name, entry) => writeFile(approverFile(join(folder, 'keys'), name), JSON.stringify(entry)),
      close: async () => {
        await ledger.close();
        await keys.close();
        rmSync(folder, { recursive: true, force: true });
      },
    },
    policyFolder,
  );
  return { ...organisation, folder, room: { ...organisation.room, ledger, grants: keys } };
}

export interface ClockUnderTest {
  now(): number;
  set(time: number): void;
}

/** The key service has its own clock: what it checks must hold today as well. */
export function clockUnderTest(): ClockUnderTest {
  let now = start;
  return {
    now: () => now,
    set: (time) => {
      now = time;
    },
  };
}

/** What an organisation stands on. */
export interface HostUnderTest {
  readonly ledger: Ledger;
  readonly store: Pick<MailStore, 'putSealed' | 'getSealed' | 'deleteSealed'>;
  readonly keys: Pick<Keys, 'seal'>;
  readonly grants: Grants;
  readonly clock: ClockUnderTest;
  /** Tells the key service of an approver. */
  know(name: string, approver: Approver): Promise<void>;
  close(): Promise<void>;
}

export async function organisationOn(host: HostUnderTest, policyFolder = 'policy'): Promise<OrganisationUnderTest> {
  const { ledger, store, grants, clock } = host;
  const authorize = makeAuthorizer(readAccessPolicies(policyFolder));
  const room: ReadingRoom = { ledger, authorize, clock: clock.now, newId: () => randomUUID(), zone, grants, store };
  const as = async (person: Somebody): Promise<Actor> => {
    const actor = await actorOf(room, person, '192.0.2.7');
    if (actor === null) throw new Error(`${person} is not here`);
    return actor;
  };
  await people(ledger);
  const adam = await as('adam');
  for (const [person, role] of Object.entries(holders)) {
    const until = day(role === 'deputy-chief-security-officer' ? 60 : 200);
    await giveRight(room, adam, { person, role, from: day(0), until });
  }
  const signers = { chief: await approver(host, 'chief'), deputy: await approver(host, 'deputy') };
  return {
    room,
    setClock: clock.set,
    as,
    hold: (content, over) => hold(host, content, over),
    signGrant: (grant) => signedBy(signers.chief, 'chief', grant),
    sign: (access, name = 'chief') => signedBy(signers[name], name, grantOf(access)),
    events: async () => {
      const found: AuditEvent[] = [];
      for (const { chain } of await ledger.auditHeads())
        for await (const { event } of ledger.auditEntries(chain, 0)) found.push(event);
      return found;
    },
    close: host.close,
  };
}

function signedBy(key: KeyObject, name: string, grant: Grant): ApproverProof {
  return { kind: 'key', approver: name, signature: sign(null, grantChallenge(grant), key).toString('base64') };
}

async function people(ledger: Ledger): Promise<void> {
  const everybody: readonly Somebody[] = [...(Object.keys(holders) as Somebody[]), 'adam', 'mia', 'emil', 'eva'];
  const records = everybody.map((id) => {
    const manager = id === 'emil' ? 'mia' : null;
    const person: Person = {
      id,
      name: `${id} Tester`,
      addresses: [`${id}@agency.example`],
      language: 'en',
      manager,
      isManager: id === 'mia',
      status: 'active',
      leaveSince: null,
    };
    return create('person', id, person);
  });
  await ledger.commit(records);
  const right = { person: 'adam', role: 'administrator', from: day(-100), until: day(200) } as const;
  const value = { ...right, givenBy: 'command line', givenAt: start, lastUsed: null, ended: null };
  await ledger.commit([create('right', 'adam/administrator', value)]);
}

async function approver({ know }: HostUnderTest, name: string): Promise<KeyObject> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const pem = String(publicKey.export({ format: 'pem', type: 'spki' }));
  await know(name, { publicKey: pem, from: null, until: null, passkey: null });
  return privateKey;
}

async function hold(
  { ledger, store, keys, clock }: HostUnderTest,
  content: string | Buffer,
  over: Partial<HeldItem> = {},
): Promise<HeldItem> {
  const id = randomUUID().replaceAll('-', '');
  const item: HeldItem = {
    id,
    attempt: `${id}${id}.1`,
    class: 'blocked',
    retainedAt: clock.now(),
    direction: 'outbound',
    envelope: {
      mailFrom: 'emil@agency.example',
      recipients: [{ address: 'me@gmail.com' }],
      parameters: {},
      client: { address: '192.0.2.25', helo: 'mail.agency.example', tls: true },
    },
    recipients: [{ address: 'me@gmail.com', relation: 'personal', outcome: 'block', reasons: [] }],
    state: 'kept',
    ...over,
  };
  await store.putSealed(id, await keys.seal(id, Buffer.from(content), item.exempt ? 'release-only' : 'grantable'));
  await ledger.commit([{ type: 'retain', item }]);
  return item;
}
