// Tries every shipped pack on files of mails: what would happen to each, sent by one of ours to each kind of recipient.
//
//   node tools/try-packs.ts FOLDER|FILE.jsonl …
//
// A folder holds .eml files; a line of JSON holds subject and body. Prints one table a path, numbers only.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPolicyFolder } from '../adapters/local/policy-folder.ts';
import { decide } from '../core/mail/decide/decide.ts';
import { examine } from '../core/mail/examine.ts';
import { outcomes } from '../core/model/decision.ts';
import type { Organisation } from '../core/model/pack.ts';
import { exampleMail } from '../core/rulebook/example-mail.ts';
import { loadRulebook } from '../core/rulebook/load-rulebook.ts';
import type { Rulebook } from '../core/rulebook/rulebook.ts';

const packs = ['default', 'calgary', 'cbsa', 'cafcass', 'au-pspf'];
const policyFolder = fileURLToPath(new URL('../policy', import.meta.url));

function mailsIn(path: string): readonly Uint8Array[] {
  if (!path.endsWith('.jsonl')) {
    const names = readdirSync(path).filter((name) => name.endsWith('.eml'));
    return names.sort().map((name) => readFileSync(join(path, name)));
  }
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => {
    const { subject, body } = JSON.parse(line) as { subject: string; body: string };
    return exampleMail({ subject, body });
  });
}

/** One recipient of each kind; the sender resembles none of them. */
function recipientsOf({ domains, partners }: Organisation): ReadonlyMap<string, string> {
  const partner = (encrypted: boolean) => partners.find((each) => each.encrypted === encrypted)?.domain ?? 'invalid';
  return new Map([
    ['internal', `lee.jones@${domains[0]}`],
    ['partner, encrypted', `lee.jones@${partner(true)}`],
    ['partner, in clear', `lee.jones@${partner(false)}`],
    ['external', 'lee.jones@elsewhere.example'],
    ['personal', 'lee.jones@gmail.com'],
  ]);
}

/** Counts by kind of recipient and outcome. */
async function tried(
  mails: readonly Uint8Array[],
  rulebook: Rulebook,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const { organisation } = rulebook.pack;
  const mailFrom = `pat.smith@${organisation.domains[0]}`;
  const counts = new Map([...recipientsOf(organisation).keys()].map((kind) => [kind, outcomes.map(() => 0)]));
  for (const raw of mails) {
    const context = { mailFrom, ocr: false };
    const fingerprint = () => '0'.repeat(64);
    const read = await examine(raw, context, { rulebook, fingerprint, now: () => performance.now() });
    // The envelope alone says who it is from and to.
    const headers = { ...read.headers, from: [{ name: '', address: mailFrom }], to: [], cc: [], bcc: [] };
    for (const [kind, address] of recipientsOf(organisation)) {
      const direction = kind === 'internal' ? 'internal' : 'outbound';
      const examination = { ...read, headers };
      const { outcome } = decide({ examination, recipients: [{ address }], mailFrom, direction, rulebook });
      const row = counts.get(kind);
      if (row !== undefined) row[outcomes.indexOf(outcome)] = (row[outcomes.indexOf(outcome)] ?? 0) + 1;
    }
  }
  return counts;
}

const { files } = readPolicyFolder(policyFolder);
for (const path of process.argv.slice(2)) {
  const mails = mailsIn(path);
  const lines = [
    `${basename(path)}: ${mails.length} mails`,
    '',
    `| pack | to | ${outcomes.join(' | ')} |`,
    `|---|---|${'--:|'.repeat(outcomes.length)}`,
  ];
  for (const name of packs) {
    const counts = await tried(mails, loadRulebook(files, name));
    for (const [kind, row] of counts) lines.push(`| ${name} | ${kind} | ${row.join(' | ')} |`);
  }
  process.stdout.write(`${lines.join('\n')}\n\n`);
}
