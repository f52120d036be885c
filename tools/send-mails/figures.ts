// The accounts of a run as a table, and as one line for each message that was not simply served.
import type { Account, Fate } from './account-for.ts';
import type { SentMail } from './send-all.ts';

const rows: readonly (readonly [Fate, string])[] = [
  ['served', 'served byte for byte'],
  ['stripped', 'served changed (stripped)'],
  ['held', 'held'],
  ['blocked', 'blocked'],
  ['refused', 'refused in session'],
  ['queued', "left in the sender's queue"],
  ['altered', 'altered without a strip'],
  ['doubled', 'served twice or also stopped'],
  ['unaccounted', 'unaccounted'],
];

/** These must not happen at all. */
const wrong: ReadonlySet<Fate> = new Set(['queued', 'altered', 'doubled', 'unaccounted']);

/** `seconds`: of the whole sending. `fine`: nobody is unaccounted for. */
export function figures(sent: readonly SentMail[], accounts: readonly Account[], seconds: number) {
  const byFate = Map.groupBy(accounts, ({ fate }) => fate);
  const lines = [`sent        ${sent.length} messages, ${accounts.length} recipients`];
  for (const [fate, name] of rows) {
    const of = byFate.get(fate) ?? [];
    lines.push(`${String(of.length).padStart(8)}  ${name}${percent(of.length, accounts.length)}`);
    if (fate === 'served') {
      lines.push(`${' '.repeat(12)}${of.filter(({ flagged }) => flagged).length} of them flagged`);
      continue;
    }
    for (const [why, count] of counts(of)) lines.push(`${' '.repeat(12)}${count}  ${why}`);
  }
  const fine = accounts.length > 0 && ![...wrong].some((fate) => byFate.has(fate));
  return { text: `${[...lines, ...speed(sent, seconds)].join('\n')}\n`, fine };
}

function counts(accounts: readonly Account[]): readonly (readonly [string, number])[] {
  const groups = Map.groupBy(accounts, ({ why }) => [...why].sort().join(', '));
  return [...groups].map(([why, of]) => [why, of.length] as const).sort((one, other) => other[1] - one[1]);
}

function percent(count: number, all: number): string {
  return count === 0 || count === all ? '' : ` (${((100 * count) / all).toFixed(2)} %)`;
}

function speed(sent: readonly SentMail[], seconds: number): readonly string[] {
  const times = sent.map(({ ms }) => ms).sort((one, other) => one - other);
  const at = (share: number): string => (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(0);
  const again = sent.filter(({ tries }) => tries > 1).length;
  const bytes = sent.reduce((sum, mail) => sum + mail.bytes, 0);
  return [
    `time        ${seconds.toFixed(1)} s, ${(sent.length / seconds).toFixed(1)} messages/s, ${(bytes / seconds / 1e6).toFixed(2)} MB/s`,
    `answered    p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms; ${again} needed more than one try`,
  ];
}

/** Tab-separated: file, recipient, fate, clauses or reply, findings. */
export function stoppedLines(accounts: readonly Account[]): readonly string[] {
  return accounts
    .filter(({ fate }) => fate !== 'served')
    .map(({ mail, address, fate, why, findings }) =>
      [mail.file, address, fate, why.join(', '), findings.join('; ')].join('\t'),
    );
}
