// The report as a page of its own and as plain text.
import { type Bar, barChart, escaped } from './bar-chart.ts';
import type { ReportInWords, ReportSection } from './report-sections.ts';

/** The whole column of a table of several is the one that is drawn. */
export function barsOf({ rows }: ReportSection): readonly Bar[] {
  return rows.map(({ name, figures }) => {
    const last = figures.at(-1);
    return { label: name, count: last?.count ?? null, text: last?.text ?? '' };
  });
}

const style =
  'body{font:1rem/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}' +
  'table{border-collapse:collapse;margin:1rem 0}th,td{border-bottom:1px solid #767676;padding:.3rem .8rem;text-align:right}' +
  'th:first-child{text-align:left}svg{max-width:40rem;height:auto}' +
  '@media(prefers-color-scheme:dark){body{color:#eee;background:#111}}@media print{section{break-inside:avoid}}';

export function reportPage({ language, title, lead, sections }: ReportInWords): string {
  const body = sections.map(sectionHtml).join('\n');
  return (
    `<!DOCTYPE html>\n<html lang="${language}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(title)}</title>` +
    `<style>${style}</style></head>\n<body><main><h1>${escaped(title)}</h1>\n` +
    `${lead.map((line) => `<p>${escaped(line)}</p>`).join('\n')}\n${body}\n</main></body></html>\n`
  );
}

export function sectionHtml(section: ReportSection): string {
  const { title, about, rows, none } = section;
  const inner =
    rows.length === 0 ? `<p>${escaped(none)}</p>` : `${barChart(title, about, barsOf(section))}\n${tableHtml(section)}`;
  return `<section><h2>${escaped(title)}</h2><p>${escaped(about)}</p>\n${inner}</section>`;
}

function tableHtml({ title, head, rows }: ReportSection): string {
  const heads = head.map((text) => `<th scope="col">${escaped(text)}</th>`).join('');
  const lines = rows.map(
    ({ name, figures }) =>
      `<tr><th scope="row">${escaped(name)}</th>${figures.map(({ text }) => `<td>${escaped(text)}</td>`).join('')}</tr>`,
  );
  return `<table><caption>${escaped(title)}</caption><thead><tr>${heads}</tr></thead><tbody>${lines.join('')}</tbody></table>`;
}

export function reportText({ title, lead, sections }: ReportInWords): string {
  return `${[title, lead.join('\n'), ...sections.map(sectionText)].join('\n\n')}\n`;
}

function sectionText({ title, head, rows, none }: ReportSection): string {
  if (rows.length === 0) return `${title}\n  ${none}`;
  const lines = [head, ...rows.map(({ name, figures }) => [name, ...figures.map(({ text }) => text)])];
  const widths = head.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const padded = lines.map((line) =>
    line.map((cell, i) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
  );
  return `${title}\n${padded.map((line) => `  ${line}`).join('\n')}`;
}
