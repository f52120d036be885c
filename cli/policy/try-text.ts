// A comparison of two packs as a person reads it at a terminal.
import type { Comparison, Difference } from '../../core/mail/decide/compare.ts';

export function comparisonText({
  messages,
  changed,
  newlyStopped,
  noLongerStopped,
  unlikeThen,
  differences,
}: Comparison): string {
  const width = Math.max(0, ...differences.map(({ clause }) => clause.length));
  return `${[
    `${counted(messages, 'message')}: ${changed} decided otherwise, ${newlyStopped} newly stopped, ${noLongerStopped} no longer`,
    ...differences.map((difference) => differenceLine(difference, width)),
    ...(unlikeThen === 0
      ? []
      : [
          `${counted(unlikeThen, 'message')} went otherwise then: by an exception, a block or a name, which are not recorded`,
        ]),
  ].join('\n')}\n`;
}

function differenceLine({ clause, from, to, messages, recipients, examples }: Difference, width: number): string {
  const change = `${from} → ${to}`.padEnd(17);
  return `  ${clause.padEnd(width)}  ${change}  ${counted(messages, 'message')}, ${counted(recipients, 'recipient')}: ${examples.join(', ')}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
