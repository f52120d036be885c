// An organisation in the middle of its work: something of everything, so that every page has something to show.
import type { Finding } from '../../core/model/finding.ts';
import type { HeldItem, MessageRecord } from '../../core/model/ledger.ts';
import type { Part } from '../../core/model/part.ts';
import { create } from '../../core/oversight/act.ts';
import type { Access } from '../../core/oversight/cases/access.ts';
import { type Incident, incidentsAbout, newIncident } from '../../core/oversight/incidents/incident.ts';
import { quarterAt } from '../../core/oversight/reports/quarter.ts';
import { day, type Somebody, start, zone } from '../harness/oversight-under-test.ts';
import type { PagesUnderTest } from './pages-under-test.ts';

export interface Scene {
  readonly item: string;
  readonly case: string;
  /** Paths of accesses: one that waits, one that was approved. */
  readonly waiting: string;
  readonly approved: string;
  readonly suspicion: string;
  /** A breach of privacy whose notifications are due. */
  readonly incident: string;
}

const letter = `From: Emil Tester <emil@agency.example>\r
To: me@gmail.com\r
Subject: PROTECTED B: figures for the board\r
Date: Mon, 2 Nov 2026 10:00:00 -0500\r
Message-ID: <figures@agency.example>\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=b\r
\r
--b\r
Content-Type: text/html; charset=utf-8\r
\r
<h1 style="color:red">PROTECTED B</h1><p>Hello, the figures are attached. The password is Maple-Winter-42! until Friday.</p>\r
<p><a href="https://login.evil.example/">Open the portal</a> <img src="https://tracker.evil.example/p.gif" alt="logo"></p>\r
<script>fetch('https://tracker.evil.example/')</script>\r
--b\r
Content-Type: application/zip\r
Content-Disposition: attachment; filename="figures.zip"\r
Content-Transfer-Encoding: base64\r
\r
UEsDBBQAAQAA\r
--b--\r
`;

export async function makeScene(web: PagesUnderTest): Promise<Scene> {
  const { org, ask } = web;
  const item = await held(web, { retainedAt: org.room.clock() - 3_600_000 });
  const odd = {
    mailFrom: 'emil@agency.example',
    recipients: [{ address: `${'very-long-name-'.repeat(4)}@gmail.com` }],
  };
  await held(web, { class: 'held', envelope: { ...item.envelope, ...odd } });
  await held(web, {
    class: 'held',
    direction: 'inbound',
    envelope: { ...item.envelope, mailFrom: 'prizes@shop.example' },
  });
  const why = 'the client needs it today and has no other way';
  const exception = { recipient: 'me@gmail.com', clause: 'default/classified-to-personal', why };
  await (await ask('emil'))('POST /me/exceptions', {}, exception);
  await (await ask('emil'))('POST /me/appeals', {}, { against: item.id, why: 'the memo was public already' });
  await (await ask('emil'))('POST /me/unwanted', {}, { sender: 'prizes@shop.example', why: 'prizes every day' });
  const target = { kind: 'address', address: 'prizes@shop.example' };
  await (await ask('mia'))('POST /me/sender-blocks', {}, { target, scope: 'team', why: 'my team gets ten a day' });
  const found = await investigation(web, item.id);
  await (await ask('olga'))(
    'POST /requests',
    {},
    { purpose: 'privacy-request', grounds: 'emil asks for everything about him', about: 'emil' },
  );
  const [request] = await (await ask('olga'))<readonly { id: string }[]>('GET /requests');
  await (await ask('olga'))(
    'POST /requests/:case/holds',
    { case: request?.id ?? '' },
    { addresses: ['emil@agency.example'] },
  );
  await (await ask('adam'))('POST /mailboxes', {}, { address: 'press@agency.example', owner: 'mia' });
  const wrong = { kind: 'marking', why: 'the words are the name of a form, and nothing is marked' };
  await (await ask('emil'))('POST /me/held/:item/wrong-findings', { item: item.id }, wrong);
  await (await ask('aude'))('POST /audit/verification');
  return { item: item.id, incident: await incidents(web), ...found };
}

/** One that a person reported and security assessed as a breach, and one that the gateway raised. */
async function incidents({ org, ask }: PagesUnderTest): Promise<string> {
  const carla = await ask('carla');
  const what = {
    kind: 'privacy-breach',
    severity: 'high',
    about: 'payroll',
    summary: 'a list went to a wrong address',
  };
  const { id } = await carla<Incident>('POST /incidents', {}, what);
  const harm = {
    discovered: day(-1),
    information: 'home addresses',
    people: 40,
    sensitivity: 'high',
    likelihood: 'high',
  };
  await carla('POST /incidents/:incident/moves', { incident: id }, { move: 'assess', ...harm });
  const about = 'emil@agency.example';
  const raised = newIncident({
    id: `${incidentsAbout('repeated-attempts', about)}1`,
    kind: 'repeated-attempts',
    severity: 'high',
    about,
    count: 3,
    openedAt: org.room.clock(),
    openedBy: 'gateway',
  });
  await org.room.ledger.commit([create('incident', raised.id, raised)]);
  return id;
}

async function investigation(web: PagesUnderTest, item: string): Promise<Omit<Scene, 'item' | 'incident'>> {
  const id = await openCaseAbout(web, 'emil');
  const ines = await web.ask('ines');
  const asked = { items: [item], purpose: 'read', why: 'the subject and time match what was reported', until: day(20) };
  const access = () => ines<Access>('POST /cases/:case/accesses', { case: id }, asked);
  const [waiting, approved] = [await access(), await access()];
  await approve(web, approved);
  const { case: suspicion } = await (await web.ask('mia'))<{ case: string }>(
    'POST /suspicions',
    {},
    { about: 'emil', grounds },
  );
  return { case: id, waiting: pathOf(waiting), approved: pathOf(approved), suspicion };
}

const grounds = 'two colleagues saw client lists go to a private address on Monday';

/** A suspicion by mia that became a case, with ines as its investigator. Resolves with its id. */
export async function openCaseAbout({ ask }: PagesUnderTest, person: Somebody): Promise<string> {
  const { case: id } = await (await ask('mia'))<{ case: string }>('POST /suspicions', {}, { about: person, grounds });
  const carla = await ask('carla');
  const move = (input: object) => carla('POST /cases/:case/moves', { case: id }, input);
  await move({ move: 'consult', whom: 'Dana of Human Resources' });
  const told = { yes: false, why: 'telling now would end the investigation' };
  await move({ move: 'open', purpose: 'suspected-misuse', grounds, told });
  const scope = { addresses: [`${person}@agency.example`], from: day(-5), until: day(5) };
  await move({ move: 'set-scope', scope });
  await (await ask('chief'))('POST /cases/:case/investigators', { case: id }, { person: 'ines', until: day(30) });
  return id;
}

/** By the chief's own signature. */
export async function approve({ org, ask }: PagesUnderTest, access: Access): Promise<void> {
  const [id = '', name = ''] = access.id.split('/');
  const route = 'POST /cases/:case/accesses/:access/approval';
  await (await ask('chief'))(
    route,
    { case: id, access: name },
    { why: 'it fits the grounds', proof: org.sign(access) },
  );
}

export function pathOf({ id }: Access): string {
  return `/cases/${id.replace('/', '/accesses/')}`;
}

const finding = { severity: 'high', confidence: 0.97, owner: null } as const;
const findings: readonly Finding[] = [
  {
    ...finding,
    rule: 'markings/protective-marking',
    kind: 'marking',
    where: 'subject',
    value: { level: 'PROTECTED B' },
  },
  {
    ...finding,
    rule: 'credentials/password-disclosed',
    kind: 'credential',
    where: 'body',
    value: { type: 'password' },
  },
];
const part = { declaredType: null, sha256: '', facts: [] } as const;
const parts: readonly Part[] = [
  { ...part, path: 'body', role: 'body', name: null, type: 'text/html', bytes: 412, read: 'full' },
  {
    ...part,
    path: 'attachment:figures.zip',
    role: 'attachment',
    name: 'figures.zip',
    type: 'application/zip',
    bytes: 9,
    read: 'none',
    why: 'corrupt',
  },
];

/** One of emil's letters, with its record in the index. */
async function held({ org }: PagesUnderTest, over: Partial<HeldItem>): Promise<HeldItem> {
  const reason = { clause: 'default/classified-to-personal', outcome: 'block', source: null } as const;
  const recipients = [{ address: 'me@gmail.com', relation: 'personal', outcome: 'block', reasons: [reason] }] as const;
  const item = await org.hold(letter, { recipients, ...over });
  const record: MessageRecord = {
    attempt: item.attempt,
    messageId: item.attempt.slice(0, 64),
    at: item.retainedAt,
    direction: item.direction,
    mailFrom: item.envelope.mailFrom,
    outcome: 'block',
    recipients: recipients.map((one) => ({ ...one, reasons: one.reasons.map(({ clause }) => clause) })),
    findings,
    classification: { scheme: 'ca-gc', level: 'PROTECTED B', rank: 1, sensitive: true, carrier: 'subject' },
    parts,
    defects: ['no-closing-boundary'],
    pack: { name: 'default', hash: 'c0ffee'.repeat(10) },
  };
  await org.room.ledger.commit([{ type: 'message', record }]);
  return item;
}

export interface ShownPage {
  readonly name: string;
  readonly person: Somebody | null;
  readonly path: (scene: Scene) => string;
}

/** Every page, as somebody sees it who has use for it. */
export const shownPages: readonly ShownPage[] = [
  shown('landing', null, '/'),
  shown('monitoring', null, '/monitoring'),
  shown('home', 'carla', '/'),
  shown('my-mail', 'emil', '/me/held'),
  { name: 'my-message', person: 'emil', path: ({ item }) => `/me/held/${item}` },
  shown('my-requests', 'emil', '/me/requests'),
  shown('account', 'carla', '/account'),
  shown('team', 'mia', '/team'),
  { name: 'suspicion', person: 'mia', path: ({ suspicion }) => `/team/suspicions/${suspicion}` },
  shown('my-blocks', 'mia', '/me/blocks?kind=domain&value=shop.example&scope=team'),
  shown('held', 'carla', '/held'),
  { name: 'held-message', person: 'carla', path: ({ item }) => `/held/${item}` },
  shown('exceptions', 'carla', '/exceptions'),
  shown('appeals', 'chief', '/appeals'),
  shown('incidents', 'carla', '/incidents'),
  { name: 'incident', person: 'carla', path: ({ incident }) => `/incidents/${incident}` },
  { name: 'draft', person: 'carla', path: ({ incident }) => `/incidents/${incident}/drafts/privacy-commissioner` },
  shown('offenders', 'carla', '/repeat-offenders'),
  shown('wrong-findings', 'carla', '/wrong-findings'),
  shown('wrong-reports', 'carla', '/wrong-findings/reports'),
  shown('blocks', 'carla', '/blocks'),
  shown('cases', 'carla', '/cases'),
  { name: 'case', person: 'carla', path: ({ case: id }) => `/cases/${id}` },
  { name: 'case-search', person: 'ines', path: ({ case: id }) => `/cases/${id}/search` },
  shown('approvals', 'chief', '/approvals'),
  { name: 'access', person: 'chief', path: ({ waiting }) => waiting },
  { name: 'viewer', person: 'ines', path: ({ approved, item }) => `${approved}/items/${item}` },
  shown('requests', 'olga', '/requests'),
  shown('rights', 'adam', '/rights'),
  shown('people', 'adam', '/people'),
  shown('mailboxes', 'adam', '/mailboxes'),
  shown('audit', 'aude', '/audit'),
  shown('reports', 'aude', '/reports'),
  shown('report', 'aude', `/reports/${quarterAt(start, zone)}`),
  shown('disposals', 'aude', '/disposals'),
  shown('health', 'carla', '/health'),
  shown('no-such-page', 'emil', '/nothing-here'),
];

function shown(name: string, person: Somebody | null, path: string): ShownPage {
  return { name, person, path: () => path };
}
