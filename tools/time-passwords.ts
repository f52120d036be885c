// node tools/time-passwords.ts: how long looking for credentials takes, on a mail of 6 KB and on texts made to be slow.
import { fileURLToPath } from 'node:url';
import { readPolicyFolder } from '../adapters/local/policy-folder.ts';
import { detectCredentials } from '../core/mail/detect/credentials/detect-credentials.ts';
import type { DetectorInput } from '../core/mail/detect/detector.ts';
import { loadRulebook } from '../core/rulebook/load-rulebook.ts';

const { files } = readPolicyFolder(fileURLToPath(new URL('../policy', import.meta.url)));
const rulebook = loadRulebook(files, 'default');
const megabyte = 1_000_000;

const ordinary = [
  'Dear colleagues,',
  '',
  'Thank you for the notes of Tuesday. The committee asked for a shorter draft, with the tables of section 4 moved to an',
  'annex and the figures for 2025 checked against the ledger. Marie will send the corrected pages by Friday, and the',
  'translators start on Monday; please tell them if anything changes after that. The account of the northern office was',
  'closed in May, so its lines can go. Room B-204 is booked from 10:30 to 12:00; dial 555-0119 if you join from outside.',
  '',
  'Bonjour à toutes et à tous, les remarques du comité sont jointes; le mot de passe de votre poste expire bientôt.',
  '',
].join('\n');

const texts: readonly (readonly [string, string])[] = [
  ['ordinary mail, 6 KB', filled(ordinary, 6_144)],
  ['base64, 76 a line, 1 MB', filled(`${randomLike(57)}\n`, megabyte, true)],
  ['base64 on one line, 1 MB', filled(randomLike(3_000), megabyte, true)],
  ['trigger words, 1 MB', filled('password pwd secret token key passphrase code pin login user ', megabyte)],
  ['"the password is", 1 MB', filled('the password is the password ', megabyte)],
  ['labels without values, 1 MB', filled('password: ', megabyte)],
  ['labels with values, 1 MB', filled('password: Xy7#abc9\n', megabyte)],
  ['command words, 1 MB', filled('curl -u mysql -p --password docker login ', megabyte)],
];

function filled(piece: string, length: number, varied = false): string {
  if (!varied) return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
  let text = '';
  for (let i = 0; text.length < length; i++) text += piece.slice(i % 40) + piece.slice(0, i % 40);
  return text.slice(0, length);
}

/** Base64 of a fixed sequence that looks random: a linear congruential generator (Numerical Recipes). */
function randomLike(bytes: number): string {
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  };
  return Buffer.from(Array.from({ length: bytes }, next)).toString('base64');
}

function look(text: string): void {
  const regions = [{ where: 'body', kind: 'body', text }];
  detectCredentials({
    message: { subject: 'Notes' },
    readings: [{ regions }],
    rulebook,
    fingerprint: () => '',
  } as unknown as DetectorInput);
}

/** Milliseconds of processor time of this process, compiling and collecting included. */
function cost(text: string): number {
  const before = process.cpuUsage();
  look(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

process.stdout.write('| text | best | median |\n|---|--:|--:|\n');
for (const [name, text] of texts) {
  const times = text.length < megabyte ? 400 : 9;
  for (let i = 0; i < times / 4; i++) look(text);
  const costs = Array.from({ length: times }, () => cost(text)).sort((a, b) => a - b);
  const shown = [costs[0] ?? 0, costs[times >> 1] ?? 0].map((ms) => `${ms.toFixed(ms < 10 ? 2 : 0)} ms`);
  process.stdout.write(`| ${name} | ${shown.join(' | ')} |\n`);
}
