// A request that fits each route, made so that nothing but the right to do it decides: everything it concerns is the
// requester's own where the policies look at that.
import { randomUUID } from 'node:crypto';
import type { HeldItem } from '../../core/model/ledger.ts';
import type { SenderBlock } from '../../core/model/sender-block.ts';
import { create } from '../../core/oversight/act.ts';
import type { Access, AccessPurpose } from '../../core/oversight/cases/access.ts';
import type { Case } from '../../core/oversight/cases/case.ts';
import { grantOf } from '../../core/oversight/cases/decide-access.ts';
import { type Breach, newIncident } from '../../core/oversight/incidents/incident.ts';
import type { Person } from '../../core/oversight/people/person.ts';
import type { LegalHold } from '../../core/oversight/retention/legal-hold.ts';
import type { WrongFinding } from '../../core/oversight/wrong-findings.ts';
import { day, type OversightUnderTest, type Somebody, start } from '../harness/oversight-under-test.ts';

/** What stands in every place that a route of another area must not show. */
export const marks = {
  content: 'mark-of-content',
  grounds: 'mark-of-the-grounds-of-a-case',
  finding: 'mark/of-a-finding',
  party: 'mark-of-a-party@agency.example',
} as const;

export interface SampleRequest {
  readonly path: string;
  readonly body?: object;
}

type Sample = (org: OversightUnderTest, person: Somebody) => Promise<SampleRequest>;

const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg==';
const mail = [
  `From: ${marks.party}`,
  'To: me@gmail.com',
  'Subject: payroll',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  '',
  marks.content,
  '--b',
  'Content-Type: image/png; name="dot.png"',
  'Content-Transfer-Encoding: base64',
  '',
  dot,
  '--b--',
  '',
].join('\r\n');
const why = 'the subject and time match what was reported';

export async function seeded(org: OversightUnderTest, over: Partial<HeldItem> = {}): Promise<HeldItem> {
  const recipients = [{ address: 'me@gmail.com', relation: 'personal', outcome: 'block', reasons: [] }] as const;
  const item = await org.hold(mail, { recipients, ...over });
  const finding = { rule: marks.finding, kind: 'identifier', severity: 'high', confidence: 1, where: 'body' } as const;
  const record = {
    attempt: item.attempt,
    messageId: item.attempt.slice(0, 64),
    at: item.retainedAt,
    direction: item.direction,
    mailFrom: item.envelope.mailFrom,
    outcome: 'block',
    recipients: [{ address: 'me@gmail.com', relation: 'personal', outcome: 'block', reasons: [] }],
    findings: [{ ...finding, value: {}, owner: null }],
    classification: null,
    parts: [],
    defects: [],
    pack: { name: 'default', hash: '' },
  } as const;
  await org.room.ledger.commit([{ type: 'message', record: record as never }]);
  return item;
}

async function caseOf(org: OversightUnderTest, person: string, over: Partial<Case> = {}): Promise<string> {
  const id = randomUUID();
  const value: Case = {
    id,
    state: 'open',
    purpose: 'security-incident',
    about: 'emil',
    referredBy: person,
    grounds: marks.grounds,
    told: { yes: true, why: '' },
    consulted: null,
    scope: { addresses: ['emil@agency.example'], from: day(-9), until: day(20) },
    investigators: [{ person, until: day(40), by: 'chief', at: start }],
    officer: person,
    outcome: null,
    directorInformed: null,
    referrals: [],
    openedAt: start,
    history: [],
    ...over,
  };
  await org.room.ledger.commit([create('case', id, value)]);
  return id;
}

async function accessOf(
  org: OversightUnderTest,
  requester: string,
  { purpose = 'read', state = 'asked' }: { readonly purpose?: AccessPurpose; readonly state?: Access['state'] } = {},
): Promise<Access> {
  const caseId = await caseOf(org, requester);
  const item = await seeded(org);
  const id = `${caseId}/${randomUUID()}`;
  const decision = state === 'asked' ? null : { at: start, by: 'chief', why };
  const asked = { case: caseId, requester, items: [item.id], purpose, why, until: start + 3_600_000, askedAt: start };
  const access: Access = { id, ...asked, state, decision };
  await org.room.ledger.commit([create('access', id, access)]);
  if (state === 'approved')
    await org.room.grants.grant(grantOf(access), org.sign(access, requester === 'chief' ? 'deputy' : 'chief'));
  return access;
}

const fixed =
  (path: string, body?: object): Sample =>
  () =>
    Promise.resolve(body === undefined ? { path } : { path, body });
const ofCase =
  (rest: string, body?: object): Sample =>
  async (org, person) => {
    const path = `/cases/${await caseOf(org, person)}${rest}`;
    return body === undefined ? { path } : { path, body };
  };
const ofAccess =
  (
    rest: (access: Access) => string,
    given: { readonly purpose?: AccessPurpose; readonly state?: Access['state'] },
    body?: (org: OversightUnderTest, person: Somebody, access: Access) => object,
  ): Sample =>
  async (org, person) => {
    const access = await accessOf(org, person, given);
    const path = `/cases/${access.case}/accesses/${access.id.split('/')[1]}${rest(access)}`;
    return body === undefined ? { path } : { path, body: body(org, person, access) };
  };
/** Asked for by an investigator: nobody decides their own. */
const toDecide =
  (rest: string, body: (org: OversightUnderTest, person: Somebody, access: Access) => object): Sample =>
  async (org, person) => {
    const access = await accessOf(org, person === 'ines' ? 'second' : 'ines');
    return {
      path: `/cases/${access.case}/accesses/${access.id.split('/')[1]}${rest}`,
      body: body(org, person, access),
    };
  };

const signer = (person: Somebody) => (person === 'deputy' ? 'deputy' : 'chief');
const aTeamOf: Sample = async (org, person) => {
  const id = `t${randomUUID().slice(0, 8)}`;
  const value = {
    id,
    name: id,
    addresses: [`${id}@agency.example`],
    language: 'en',
    manager: person,
    isManager: false,
    // Who answers for somebody who is here becomes a manager with the next import.
    status: 'left',
    leaveSince: null,
  };
  await org.room.ledger.commit([create('person', id, value)]);
  return { path: '/suspicions', body: { about: id, grounds: marks.grounds } };
};

const offers = (domain: string) => ({ target: { kind: 'domain', domain }, scope: 'organisation' });
async function blockOf(org: OversightUnderTest, person: string): Promise<string> {
  const id = `${person}/${randomUUID()}`;
  const value: SenderBlock = {
    id,
    target: { kind: 'domain', domain: 'shop.example' },
    scope: 'self',
    why,
    askedBy: person,
    askedAt: start,
    report: null,
    preview: { since: start, messages: 0, delivered: 0, atMost: false },
    state: 'requested',
    decision: null,
    until: null,
    reviewed: null,
    undone: null,
  };
  await org.room.ledger.commit([create('sender-block', id, value)]);
  return id;
}

async function incidentOf(org: OversightUnderTest): Promise<string> {
  const id = randomUUID();
  const given = { id, kind: 'reported', severity: 'medium', about: 'emil', openedAt: start, openedBy: 'emil' } as const;
  const breach: Breach = {
    discovered: day(0),
    information: 'addresses',
    people: 12,
    sensitivity: 'high',
    likelihood: 'medium',
    material: true,
    assessed: { by: 'carla', at: start },
    notifications: [{ to: 'treasury-board', due: day(7), sent: null }],
  };
  await org.room.ledger.commit([create('incident', id, { ...newIncident(given), breach })]);
  return id;
}

async function itemFrom(org: OversightUnderTest, person: string): Promise<string> {
  const { envelope } = await seeded(org);
  return (await seeded(org, { envelope: { ...envelope, mailFrom: `${person}@agency.example` } })).id;
}

async function wrongFindingOf(org: OversightUnderTest): Promise<string> {
  const [item, id] = [randomUUID(), randomUUID()];
  const said = { item, rule: marks.finding, kind: 'identifier', by: 'emil', at: start, why } as const;
  const value: WrongFinding = { id: `${item}/${id}`, ...said, state: 'reported', decision: null };
  await org.room.ledger.commit([create('wrong-finding', value.id, value)]);
  return value.id;
}

const openGrounds = { grounds: marks.grounds, told: { yes: true, why: '' } };
const law = { purpose: 'legal-request', officer: 'olga' } as const;

/** By `METHOD path` of the route. */
export const samples: Readonly<Record<string, Sample>> = {
  'GET /me': fixed('/me'),
  'GET /me/account': fixed('/me/account'),
  'GET /me/held': fixed('/me/held'),
  'GET /me/exceptions': fixed('/me/exceptions'),
  'POST /me/exceptions': fixed('/me/exceptions', {
    recipient: 'me@gmail.com',
    why: 'the supplier cannot use the portal',
  }),
  'GET /me/appeals': fixed('/me/appeals'),
  'POST /me/appeals': fixed('/me/appeals', { against: 'item', why: 'the table holds no names at all' }),

  'POST /me/sender-blocks/preview': fixed('/me/sender-blocks/preview', offers('shop.example')),
  'POST /me/sender-blocks': () =>
    Promise.resolve({
      path: '/me/sender-blocks',
      body: { ...offers(`s${randomUUID().slice(0, 8)}.example`), why: 'offers every day' },
    }),
  'GET /me/sender-blocks': fixed('/me/sender-blocks'),
  'POST /me/sender-blocks/:block/withdrawal': async (org, person) => ({
    path: `/me/sender-blocks/${(await blockOf(org, person)).split('/')[1]}/withdrawal`,
  }),
  'GET /sender-blocks': fixed('/sender-blocks?state=requested'),
  'POST /sender-blocks/:requester/:block/decision': async (org) => ({
    path: `/sender-blocks/${await blockOf(org, 'mia')}/decision`,
    body: { do: 'approve', until: day(30), why },
  }),
  'POST /me/unwanted': async (org, person) => {
    const found = await org.room.ledger.record('person', person);
    const value = { ...(found?.value as Person), manager: 'mia' };
    await org.room.ledger.commit([{ type: 'record', kind: 'person', id: person, version: found?.version ?? 0, value }]);
    return { path: '/me/unwanted', body: { sender: 'offers@shop.example', why: 'every day' } };
  },
  'GET /me/unwanted': fixed('/me/unwanted'),
  'GET /me/team/unwanted': fixed('/me/team/unwanted'),
  'POST /me/team/unwanted/:reporter/:report/dismissal': async (org, person) => {
    const id = `${person}/emil/${randomUUID()}`;
    const said = { manager: person, by: 'emil', at: start, sender: 'offers@shop.example', why };
    await org.room.ledger.commit([
      create('unwanted-report', id, { id, ...said, state: 'reported', answer: null, block: null }),
    ]);
    return { path: `/me/team/unwanted/${id.slice(person.length + 1)}/dismissal`, body: { answer: why } };
  },

  'GET /me/team': fixed('/me/team'),
  'GET /reports': fixed('/reports'),
  'GET /reports/:quarter': fixed('/reports/2020Q1'),

  'POST /me/incidents': fixed('/me/incidents', { summary: 'a letter asked for my password' }),
  'GET /incidents': fixed('/incidents'),
  'POST /incidents': fixed('/incidents', { kind: 'malware', severity: 'high', about: 'emil', summary: marks.grounds }),
  'GET /incidents/:incident': async (org) => ({ path: `/incidents/${await incidentOf(org)}` }),
  'POST /incidents/:incident/moves': async (org) => ({
    path: `/incidents/${await incidentOf(org)}/moves`,
    body: { move: 'contain', why },
  }),
  'GET /incidents/:incident/drafts/:to': async (org) => ({
    path: `/incidents/${await incidentOf(org)}/drafts/treasury-board`,
  }),
  'GET /repeat-offenders': fixed('/repeat-offenders'),

  'GET /me/held/:item/finding-kinds': async (org, person) => ({
    path: `/me/held/${await itemFrom(org, person)}/finding-kinds`,
  }),
  'POST /me/held/:item/wrong-findings': async (org, person) => ({
    path: `/me/held/${await itemFrom(org, person)}/wrong-findings`,
    body: { kind: 'identifier', why },
  }),
  'GET /me/wrong-findings': fixed('/me/wrong-findings'),
  'POST /cases/:case/accesses/:access/items/:item/wrong-findings': ofAccess(
    ({ items }) => `/items/${items[0]}/wrong-findings`,
    { state: 'approved' },
    () => ({ rule: marks.finding, why }),
  ),
  'GET /wrong-findings': fixed('/wrong-findings'),
  'POST /wrong-findings/:item/:report/decision': async (org) => ({
    path: `/wrong-findings/${await wrongFindingOf(org)}/decision`,
    body: { confirm: true, why },
  }),

  'GET /people': fixed('/people'),
  'POST /people/import': fixed('/people/import', { csv: 'id,name,email\nzoe,Zoe,zoe@agency.example\n' }),
  'GET /mailboxes': fixed('/mailboxes'),
  'POST /mailboxes': fixed('/mailboxes', { address: 'info@agency.example', owner: 'eva' }),
  'DELETE /mailboxes/:address': async (org) => {
    const address = `box-${randomUUID().slice(0, 8)}@agency.example`;
    const value = { address, owner: 'eva', reviewedOn: day(0), reviewedBy: 'adam' };
    await org.room.ledger.commit([create('mailbox', address, value)]);
    return { path: `/mailboxes/${address}` };
  },
  'GET /rights': fixed('/rights'),
  'POST /rights': fixed('/rights', { person: 'emil', role: 'auditor', from: day(0), until: day(9) }),
  'POST /rights/:person/:role/end': async (org) => {
    const person = `r${randomUUID().slice(0, 8)}`;
    const right = { person, role: 'auditor', from: day(0), until: day(9), givenBy: 'adam', givenAt: start };
    await org.room.ledger.commit([create('right', `${person}/auditor`, { ...right, lastUsed: null, ended: null })]);
    return { path: `/rights/${person}/auditor/end`, body: { why: 'not needed any more' } };
  },
  'POST /people/:person/account/reset': async (_, person) => ({
    path: `/people/${person === 'eva' ? 'emil' : 'eva'}/account/reset`,
    body: {},
  }),

  'POST /suspicions': aTeamOf,
  'GET /suspicions/:case': async (org, person) => ({ path: `/suspicions/${await caseOf(org, person)}` }),
  'GET /cases': fixed('/cases'),
  'POST /cases': fixed('/cases', { purpose: 'security-incident', about: 'emil', consulted: null, ...openGrounds }),
  'GET /cases/:case': ofCase(''),
  'POST /cases/:case/moves': async (org, person) => ({
    path: `/cases/${await caseOf(org, person)}/moves`,
    body:
      person === 'olga'
        ? { move: 'set-scope', scope: { addresses: ['emil@agency.example'], from: day(-1), until: day(1) } }
        : { move: 'set-telling', told: { yes: false, why: 'evidence could be destroyed before it is secured' } },
  }),
  'POST /cases/:case/investigators': ofCase('/investigators', { person: 'ines', until: day(20) }),
  'DELETE /cases/:case/investigators/:person': async (org, person) => ({
    path: `/cases/${await caseOf(org, person)}/investigators/${person}`,
  }),

  'GET /cases/:case/search': ofCase('/search?outcome=block'),
  'GET /cases/:case/accesses': ofCase('/accesses'),
  'POST /cases/:case/accesses': async (org, person) => ({
    path: `/cases/${await caseOf(org, person)}/accesses`,
    body: { items: [(await seeded(org)).id], purpose: 'read', why, until: day(3) },
  }),
  'POST /cases/:case/accesses/:access/approval': toDecide('/approval', (org, person, access) => ({
    why,
    proof: org.sign(access, signer(person)),
  })),
  'POST /cases/:case/accesses/:access/refusal': toDecide('/refusal', () => ({ why })),
  'POST /cases/:case/accesses/:access/revocation': async (org) => {
    const access = await accessOf(org, 'ines', { state: 'approved' });
    return { path: `/cases/${access.case}/accesses/${access.id.split('/')[1]}/revocation`, body: { why } };
  },
  'GET /cases/:case/accesses/:access/items/:item/original': ofAccess(({ items }) => `/items/${items[0]}/original`, {
    purpose: 'original',
    state: 'approved',
  }),
  'GET /cases/:case/accesses/:access/items/:item/picture': ofAccess(
    ({ items }) => `/items/${items[0]}/picture?part=attachment:dot.png`,
    { state: 'approved' },
  ),
  'GET /cases/:case/accesses/:access/items/:item': ofAccess(({ items }) => `/items/${items[0]}`, { state: 'approved' }),
  'GET /cases/:case/accesses/:access/items': ofAccess(() => '/items', { state: 'approved' }),
  'POST /cases/:case/accesses/:access/export': ofAccess(
    () => '/export',
    { purpose: 'export', state: 'approved' },
    () => ({ redactions: [] }),
  ),

  'GET /held': fixed('/held'),
  'GET /held/:item': async (org) => ({ path: `/held/${(await seeded(org)).id}` }),
  'GET /held/:item/history': async (org) => ({ path: `/held/${(await seeded(org)).id}/history` }),
  'GET /held-reasons': fixed('/held-reasons?class=blocked'),
  'POST /held-decisions': async (org) => ({
    path: '/held-decisions',
    body: { do: 'refuse', why, items: [{ item: (await seeded(org, { class: 'held' })).id }] },
  }),
  'POST /held/:item/release': async (org) => ({
    path: `/held/${(await seeded(org)).id}/release`,
    body: { why, proof: { until: start + 60_000, signature: 'AA==' } },
  }),
  'GET /exceptions': fixed('/exceptions'),
  'POST /exceptions/:sender/:exception/decision': async (org) => {
    const id = randomUUID();
    const asked = { sender: 'emil@agency.example', recipient: 'me@gmail.com', clause: null, why, askedBy: 'emil' };
    const value = {
      id: `${asked.sender}/${id}`,
      ...asked,
      askedAt: start,
      state: 'asked',
      decision: null,
      until: null,
      usedBy: null,
    };
    await org.room.ledger.commit([create('exception', value.id, value)]);
    return { path: `/exceptions/${value.id}/decision`, body: { grant: true, until: day(3), why } };
  },
  'GET /appeals': fixed('/appeals'),
  'POST /appeals/:appeal/decision': async (org) => {
    const id = randomUUID();
    const value = {
      id,
      against: 'item',
      why,
      by: 'emil',
      at: start,
      body: 'the board',
      state: 'lodged',
      decision: null,
    };
    await org.room.ledger.commit([create('appeal', id, value)]);
    return { path: `/appeals/${id}/decision`, body: { uphold: true, why } };
  },

  'POST /requests': fixed('/requests', { purpose: 'legal-request', grounds: marks.grounds }),
  'GET /requests': fixed('/requests'),
  'GET /holds': fixed('/holds'),
  'POST /requests/:case/holds': async (org, person) => ({
    path: `/requests/${await caseOf(org, person, law)}/holds`,
    body: { addresses: ['emil@agency.example'] },
  }),
  'POST /holds/:hold/lift': async (org, person) => {
    const id = randomUUID();
    const hold: LegalHold = {
      id,
      case: await caseOf(org, person, law),
      addresses: ['nobody@agency.example'],
      from: null,
      until: null,
      placedAt: start,
      placedBy: 'olga',
      lifted: null,
    };
    await org.room.ledger.commit([create('legal-hold', id, hold)]);
    return { path: `/holds/${id}/lift`, body: { why } };
  },

  'GET /operations/health': fixed('/operations/health'),
  'GET /operations/counts': fixed('/operations/counts'),
  'GET /audit': fixed('/audit'),
  'GET /audit/export': fixed('/audit/export'),
  'GET /audit/verification': fixed('/audit/verification'),
  'POST /audit/verification': fixed('/audit/verification'),
  'GET /disposals': fixed('/disposals'),
};
