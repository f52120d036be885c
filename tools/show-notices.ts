// node tools/show-notices.ts DIR: writes one notice of each kind to DIR as .eml and .html, to be looked at.
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { simpleParser } from 'mailparser';
import { readPolicyFolder } from '../adapters/local/policy-folder.ts';
import type { MessageDecision, Outcome } from '../core/model/decision.ts';
import type { Examination } from '../core/model/examination.ts';
import type { Finding } from '../core/model/finding.ts';
import { loadNoticeTexts } from '../core/oversight/notices/notice-texts.ts';
import { failureReport, type NoticeInput, noticesFor, removalNotices } from '../core/oversight/notices/notices.ts';
import { loadRulebook } from '../core/rulebook/load-rulebook.ts';

const folder = resolve(process.argv[2] ?? 'notices');
const { files, pack } = readPolicyFolder(resolve(import.meta.dirname, '../policy'));
const rulebook = loadRulebook(files, pack);
const texts = loadNoticeTexts(files);

const to = ['ben@agency.example', 'ana.private@gmail.com'];
const marking: Finding = {
  rule: 'markings/protective-marking',
  kind: 'marking',
  severity: 'high',
  confidence: 0.98,
  where: 'attachment:memo.docx#page-header',
  value: { scheme: 'ca-gc', level: 'PROTECTED B' },
  owner: null,
};

const examination: Examination = {
  id: 'a'.repeat(64),
  bytes: 18_000,
  headers: {
    subject: '',
    from: [{ name: 'Ana', address: 'ana@agency.example' }],
    to: to.map((address) => ({ name: '', address })),
    cc: [],
    bcc: [],
    returnPath: null,
    messageId: '<1@agency.example>',
    received: 0,
  },
  protection: 'none',
  findings: [
    marking,
    { ...marking, rule: 'credentials/password-disclosed', kind: 'credential', where: 'body', value: null },
  ],
  classification: { scheme: 'ca-gc', level: 'PROTECTED B', rank: 2, sensitive: true, carrier: marking.where },
  parts: [],
  defects: [],
  timings: { parse: 0, extract: 0, detect: 0 },
};

function input(clauses: readonly string[], outcome: Outcome, finding: number): NoticeInput {
  const sources = new Map(rulebook.pack.clauses.map((clause) => [`${rulebook.pack.name}/${clause.id}`, clause.source]));
  const reasons = clauses.map((clause) => ({
    clause,
    outcome,
    source: sources.get(clause) ?? null,
    findings: [finding],
    strip: [],
  }));
  const decision: MessageDecision = {
    direction: 'outbound',
    outcome,
    recipients: [{ address: to[1] ?? '', relation: 'personal', relationReason: null, outcome, reasons }],
    pack: { name: rulebook.pack.name, hash: rulebook.pack.hash },
  };
  const at = Date.UTC(2026, 10, 22, 14, 30);
  return {
    attempt: {
      id: `${'b'.repeat(64)}.1`,
      direction: 'outbound',
      envelope: {
        mailFrom: 'ana@agency.example',
        recipients: to.map((address) => ({ address })),
        parameters: {},
        client: { address: '127.0.0.1', helo: 'client', tls: false },
      },
      openedAt: at,
      bytes: 18_000,
    },
    examination,
    decision,
    pack: rulebook.pack,
    schemes: rulebook.schemes,
    texts,
    hostname: 'mx.agency.example',
    now: at,
  };
}

const notices = {
  blocked: await noticesFor(input(['default/classified-to-personal', 'default/handling-ca-gc'], 'block', 0)),
  held: await noticesFor(input(['default/unread-part'], 'hold', 1)),
  flagged: await noticesFor(input(['default/password-in-clear'], 'flag', 1)),
  failed: await failureReport(
    input(['default/password-in-clear'], 'flag', 1),
    new Map([[to[1] ?? '', { code: 550, text: '5.1.1 no such user' }]]),
  ),
};
await mkdir(folder, { recursive: true });
for (const [kind, [notice]] of Object.entries(notices)) {
  if (notice === undefined) throw new Error(`no notice of kind ${kind} was made`);
  const raw = Buffer.from(notice.raw);
  await writeFile(join(folder, `${kind}.eml`), raw);
  await writeFile(join(folder, `${kind}.html`), String((await simpleParser(raw)).html));
}
await writeFile(
  join(folder, 'removed.txt'),
  removalNotices(rulebook.pack, texts).removed.replaceAll('{name}', 'setup.exe'),
);
