// Quarterly reports: figures with charts drawn here, and as a PDF (R-603).
import { html, raw } from 'hono/html';
import type { QuarterlyReport, ReportNames } from '../../core/oversight/reports/quarterly-report.ts';
import { sectionHtml } from '../../core/oversight/reports/report-page.ts';
import { reportPdf } from '../../core/oversight/reports/report-pdf.ts';
import { formHtml } from '../app/form.ts';
import type { Content, Download, Own, Page } from '../app/page.ts';
import { empty, listOf } from '../app/parts.ts';

export const reportPages: readonly Page[] = [
  {
    path: '/reports',
    menu: { label: 'reports', roles: ['corporate-security', 'chief-security-officer', 'auditor'] },
    show: showAll,
  },
  { path: '/reports/:quarter', show: showOne, forms: { pdf } },
];

async function showAll({ text, user }: Own): Promise<Content> {
  const said = text.governance.reports;
  const { published, running } = await user.ask<ReportNames>('GET /reports');
  const link = (quarter: string) => html`<a href="/reports/${quarter}">${quarter}</a>`;
  return {
    title: said.title,
    body: html`<p>${said.lead}</p><h2>${said.running}</h2><p>${link(running)}</p>
<h2>${said.published}</h2>${published.length === 0 ? empty(said.none) : listOf(published.map(link))}`,
  };
}

async function showOne(view: Own): Promise<Content> {
  const { title, lead, sections } = await inWords(view);
  // Escaped where it is made, for pages and files alike.
  const shown = raw(sections.map(sectionHtml).join('\n'));
  const form = formHtml(view, { name: 'pdf', submit: view.text.governance.reports.pdf, fields: [] });
  return { title, body: html`${lead.map((line) => html`<p>${line}</p>`)}<div class="report">${shown}</div>${form}` };
}

async function pdf(view: Own): Promise<Download> {
  return { bytes: reportPdf(await inWords(view)), name: `report-${view.params.quarter}-${view.language}.pdf` };
}

async function inWords({ site, language, user, params }: Own) {
  return site.report(await user.ask<QuarterlyReport>('GET /reports/:quarter', params), language);
}
