// The figures of a run, and whether it went as it must.
import type { Account, RunAccounts } from './account-for-run.ts';
import type { RunMail } from './mixed-mails.ts';

export interface RunFacts {
  readonly seconds: number;
  readonly outage: Outage;
  /** Both queues ran empty in time. */
  readonly empty: boolean;
  /** Recipients that the front one did not take from us. */
  readonly refusals: number;
}

export interface Outage {
  readonly seconds: number;
  /** Copies that had come out behind before it. */
  readonly before: number;
  /** Most messages that waited in front meanwhile. */
  readonly waiting: number;
}

const fates = ['served', 'stripped', 'held', 'blocked', 'bounced', 'altered', 'doubled', 'lost'] as const;

/** Addresses whose mail out was blocked and who did not get one report of it. */
export function unreported({ accounts, reports }: RunAccounts): readonly string[] {
  const senders = new Set(accounts.filter(isBlockedOut).map(({ mail }) => mail.mailFrom));
  return [...senders].filter((sender) => reports.get(sender) !== 1);
}

function isBlockedOut({ mail, fate }: Account): boolean {
  return fate === 'blocked' && mail.side === 'inside' && mail.mailFrom !== '';
}

export function runFigures(mails: readonly RunMail[], { accounts, reports }: RunAccounts, facts: RunFacts) {
  const { outage } = facts;
  const silent = unreported({ accounts, reports });
  const unexpected = accounts.filter(({ mail, address, fate }) => {
    const expected = mail.expected.get(address);
    return expected === undefined ? ['altered', 'doubled', 'lost'].includes(fate) : fate !== expected;
  });
  const count = (fate: Account['fate']): number => accounts.filter((account) => account.fate === fate).length;
  const lines = [
    `in          ${mails.length} messages, ${accounts.length} recipients, ${facts.refusals} not taken by the front one`,
    `out         ${fates.map((fate) => `${count(fate)} ${fate}`).join(', ')}`,
    `outage      ${outage.seconds.toFixed(0)} s after ${outage.before} copies had come out; at most ${outage.waiting} messages waited in front`,
    `reports     ${reports.size} senders of blocked mail were told`,
    `queues      ${facts.empty ? 'both empty' : 'NOT EMPTY'} after ${facts.seconds.toFixed(0)} s (${(mails.length / facts.seconds).toFixed(1)} messages/s)`,
    ...silent.map((sender) => `WRONG       ${sender} was told ${reports.get(sender) ?? 0} times of a blocked mail`),
    ...unexpected.map(
      ({ mail, address, fate }) =>
        `WRONG       ${mail.file} for ${address}: ${fate}, not ${mail.expected.get(address) ?? 'accounted for'}`,
    ),
  ];
  const fine =
    accounts.length > 0 && unexpected.length === 0 && silent.length === 0 && facts.empty && facts.refusals === 0;
  return { text: `${[...lines, fine ? 'all is well' : 'SOMETHING IS WRONG'].join('\n')}\n`, fine };
}
