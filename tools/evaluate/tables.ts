// Results as markdown, to be read in a terminal and pasted into a page.
import type { Miss, Row, SetResult } from './evaluation.ts';

/** `12 of 2500 (0.48 %)`, or a figure with at most three decimals. */
export function figureOf({ count, of }: Row): string {
  if (of === undefined) return Number.isInteger(count) ? String(count) : count.toFixed(3);
  if (of === 0) return 'none to score';
  const percent = (100 * count) / of;
  return `${count} of ${of} (${percent > 0 && percent < 1 ? percent.toFixed(2) : percent.toFixed(1)} %)`;
}

export function asTable(title: string, { rows }: SetResult): string {
  const lines = rows.map((row) => `| ${cell(row.measure)} | ${figureOf(row)} | ${cell(row.bar ?? '')} |`);
  return [`### ${title}`, '', '| measure | value | bar |', '|---|---|---|', ...lines, ''].join('\n');
}

/** One line a file. */
export function asList(misses: readonly Miss[]): string {
  return [`Missed (${misses.length}):`, '', ...misses.map(({ file, why }) => `- ${file}: ${why}`), ''].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
