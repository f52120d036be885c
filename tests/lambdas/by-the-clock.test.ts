// What happens by the clock and by lists of people on AWS: the built functions under Lambda's own runtime client.
import { createPublicKey } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { dynamoShares } from '../../adapters/aws/dynamo-shares.ts';
import { contentKey } from '../../adapters/aws/kms-client.ts';
import { unseal } from '../../adapters/aws/kms-keys.ts';
import { trailLines } from '../../adapters/local/trail-lines.ts';
import { isAttested } from '../../core/model/audit-chain.ts';
import { canonicalJson } from '../../core/model/canonical-json.ts';
import type { HeldItem } from '../../core/model/ledger.ts';
import { find, list } from '../../core/oversight/act.ts';
import { verifyTrail } from '../../core/oversight/audit/verify-trail.ts';
import { openCase } from '../../core/oversight/cases/move-case.ts';
import type { Person } from '../../core/oversight/people/person.ts';
import type { Disposal } from '../../core/oversight/retention/dispose.ts';
import { placeLegalHold } from '../../core/oversight/retention/legal-hold.ts';
import { startSurroundings } from '../harness/aws/aws-surroundings.ts';
import { type Built, built } from '../harness/aws/built.ts';
import { type LambdaEnvironment, startLambda } from '../harness/aws/lambda-runtime.ts';
import { type OversightOnAws, oversightOnAws } from '../harness/aws/oversight-on-aws.ts';
import { testClientOptions } from '../harness/aws/test-clients.ts';

const oneDay = 24 * 3_600_000;
const done = { type: 'answered' };

// Programs start in it, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });

let org: OversightOnAws;
let made: Built;
let start: (name: string, role: string) => Promise<LambdaEnvironment>;
const running: LambdaEnvironment[] = [];
beforeAll(async () => {
  org = await oversightOnAws({ now: Date.now, set: () => undefined });
  made = built();
  const { dist, client, layers } = made;
  start = async (name, role) => {
    const environment = org.aws.environment(role, 'smtp://127.0.0.1');
    const started = await startLambda({ bundle: `${dist}/lambdas/${name}`, client, layers, environment });
    running.push(started);
    return started;
  };
}, 300_000);
afterAll(async () => {
  for (const one of running) await one.close();
  await org.close();
});

const counted = ({ output }: LambdaEnvironment, metric: string) =>
  output.filter((line) => line.includes(`"Name":"${metric}"`)).length;

it('R-413 disposes of what is due and under no legal hold, with a signed record, and no copy opens any more', async () => {
  const retainedAt = Date.now() - 4_000 * oneDay;
  const [due, held, young] = [
    await org.hold('due', { retainedAt }),
    await org.hold('held', {
      retainedAt,
      envelope: {
        mailFrom: 'eva@agency.example',
        recipients: [],
        parameters: {},
        client: { address: '', helo: '', tls: true },
      },
    }),
    await org.hold('young'),
  ];
  const olga = await org.as('olga');
  const request = await openCase(org.room, olga, {
    purpose: 'legal-request',
    about: null,
    grounds: 'the court asks for the mail of one person',
    told: { yes: true, why: '' },
    consulted: null,
  });
  await placeLegalHold(org.room, olga, request, { addresses: ['eva@agency.example'], from: null, until: null });
  const copy = (await org.room.store.getSealed(due.id)) ?? new Uint8Array();
  const dispose = await start('dispose-expired', 'disposer');
  expect(await dispose.invoke({ source: 'aws.events' })).toEqual({ ...done, value: { disposed: 1 } });
  expect(await dispose.invoke({ source: 'aws.events' })).toEqual({ ...done, value: { disposed: 0 } });

  const stateOf = async ({ id }: HeldItem) => (await org.room.ledger.heldItem(id))?.state;
  expect([await stateOf(due), await stateOf(held), await stateOf(young)]).toEqual(['disposed', 'kept', 'kept']);
  expect(await org.room.store.getSealed(due.id)).toBeNull();
  const { kms, table } = org.aws;
  const key = contentKey(kms.keyId, testClientOptions(kms.endpoint, 'releaser'));
  const halves = { key, shares: dynamoShares(table) };
  await expect(unseal(halves, due.id, copy, null)).rejects.toThrow('disposed of');

  const [record] = await Array.fromAsync(list<Disposal>(org.room.ledger, 'disposal'));
  const { signature, finished, ...statement } = record?.value ?? ({} as Disposal);
  expect(finished).toBe(true);
  const bytes = Buffer.from(canonicalJson(statement));
  expect(isAttested('disposal', bytes, { ...statement, signature }, createPublicKey(kms.publicKey))).toBe(true);
});

it('R-404 puts the signed trail away in pieces that verify with nothing but themselves and the public key', async () => {
  const checkpoint = await start('checkpoint-audit', 'checkpointer');
  const happen = (action: string) =>
    org.room.ledger.commit([
      { type: 'audit', event: { at: Date.now(), actor: 'ana', action, subject: action, detail: {} } },
    ]);
  for (const action of ['first', 'second', 'third']) {
    await happen(action);
    expect(await checkpoint.invoke({ source: 'aws.events' })).toMatchObject(done);
  }
  const stored = () => Array.fromAsync(org.aws.audit.list('checkpoints/'));
  const before = await stored();
  expect(before.map(({ key }) => key).filter((key) => key.endsWith('.ndjson'))).toHaveLength(3);
  expect(await checkpoint.invoke({ source: 'aws.events' })).toMatchObject(done);
  expect((await stored()).length).toBe(before.length);
  expect(counted(checkpoint, 'CheckpointSigned')).toBe(4);

  const folder = await mkdtemp(join(tmpdir(), 'postern-'));
  for (const { key } of before) {
    const fetched = await org.aws.audit.fetch(key, 2 ** 20);
    const file = join(folder, key);
    await mkdir(dirname(file), { recursive: true });
    if (fetched.state === 'found') await writeFile(file, fetched.bytes);
  }
  const notary = await readFile(join(folder, 'checkpoints/notary.pem'), 'utf8');
  expect(notary).toBe(org.aws.kms.publicKey);
  const whole = await verifyTrail(trailLines(folder), notary);
  expect(whole).toMatchObject({ fault: null, checkpoints: 3, uncovered: 0 });
  expect(whole.entries).toBe((await org.events()).length);

  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ndjson')).sort();
  const [first = ''] = names;
  const text = await readFile(join(folder, first), 'utf8');
  await writeFile(join(folder, first), text.replace('"action":"first"', '"action":"other"'));
  expect((await verifyTrail(trailLines(folder), notary)).fault?.what).toMatch(/event \d+ of chain c\d\d was changed/);
  await writeFile(join(folder, first), text);
  await rm(join(folder, names[1] ?? ''));
  expect((await verifyTrail(trailLines(folder), notary)).fault).not.toBeNull();
  await rm(folder, { recursive: true });
});

it('R-410 takes over lists that Human Resources put into the bucket, and says when one is not as it should be', async () => {
  const people = await start('import-people', 'importer');
  const put = async (key: string, rows: readonly string[]) => {
    await org.aws.people.put(key, Buffer.from(`id,name,addresses,status\n${rows.join('\n')}\n`));
    return people.invoke({ source: 'aws.s3', detail: { object: { key } } });
  };
  const nora = 'nora,Nora Roy,nora@agency.example,active';
  expect(await put('people/list.csv', [nora])).toMatchObject({ ...done, value: { joined: 1, refused: [] } });
  expect(await put('people/list.csv', [nora])).toMatchObject({ value: { joined: 0, changed: 0 } });
  const bad = [nora.replace('active', 'left'), 'not an id!,Somebody,somebody@agency.example,active'];
  expect(await put('people/list.csv', bad)).toMatchObject({ value: { refused: expect.stringContaining('line 3') } });
  const found = async () => (await find<Person>(org.room.ledger, 'person', 'nora'))?.value.status;
  expect(await found()).toBe('active');
  expect(await put('people/partial/list.csv', bad)).toMatchObject({ value: { left: 1, refused: [{ line: 3 }] } });
  expect(await found()).toBe('left');
  expect(counted(people, 'PeopleRefused')).toBe(2);
  const events = await org.events();
  const [imported] = events.filter(({ action }) => action === 'import-people');
  expect(imported).toMatchObject({ actor: 'people list', detail: { joined: 1 } });
  expect(await people.invoke({ source: 'aws.s3', detail: { object: { key: 'people/gone.csv' } } })).toMatchObject({
    value: { refused: expect.stringContaining('gone') },
  });
});

it('R-603 makes the report of the quarter that ended, once', async () => {
  const quarter = await start('report-quarter', 'reporter');
  const first = await quarter.invoke({ source: 'aws.events' });
  expect(first).toMatchObject({ value: { quarter: expect.stringMatching(/^\d{4}Q[1-4]$/) } });
  const reports = () => Array.fromAsync(org.room.ledger.records('report'));
  const [made] = await reports();
  expect(made?.value).toMatchObject({ provisional: false });
  expect(await quarter.invoke({ source: 'aws.events' })).toEqual(first);
  expect(await reports()).toEqual([made]);
});

it('R-409 appoints the first administrator, and no second one', async () => {
  const empty = await startSurroundings();
  const { dist, client, layers } = made;
  const environment = empty.environment('importer', 'smtp://127.0.0.1');
  const people = await startLambda({ bundle: `${dist}/lambdas/import-people`, client, layers, environment });
  const administrator = { id: 'adam', name: 'Adam Roy', address: 'adam@agency.example' };
  expect(await people.invoke({ administrator })).toMatchObject({ value: { oneTimePassword: expect.any(String) } });
  const again = { administrator: { ...administrator, id: 'eva' } };
  expect(await people.invoke(again)).toMatchObject({ value: { refused: expect.stringContaining('adam') } });
  await people.close();
  await empty.close();
});
