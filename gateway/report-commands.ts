// What the command line may ask about reports, of a running gateway or of the ledger itself while none runs.
import type { ControlCommands } from '../adapters/local/control-socket.ts';
import type { Actor } from '../core/oversight/access/actor.ts';
import type { Oversight } from '../core/oversight/act.ts';
import type { Language } from '../core/oversight/notices/format-texts.ts';
import { quarterlyReport } from '../core/oversight/reports/quarterly-report.ts';
import { reportPage, reportText } from '../core/oversight/reports/report-page.ts';
import { reportPdf } from '../core/oversight/reports/report-pdf.ts';
import { type ReportTerms, reportInWords } from '../core/oversight/reports/report-sections.ts';

export const reportForms = ['text', 'json', 'html', 'pdf'] as const;

export interface ReportCommand {
  readonly quarter: string;
  readonly form: (typeof reportForms)[number];
  readonly language: Language;
}

export const reportCommand = 'report';

/** Answers with the file in base64. */
export function reportCommands(oversight: () => Promise<Oversight>, terms: ReportTerms): ControlCommands {
  return {
    [reportCommand]: async (asked) => {
      const { quarter, form, language } = asked as ReportCommand;
      const opened = await oversight();
      const report = await quarterlyReport(opened, commandLine, quarter, terms);
      if (form === 'json') return base64(`${JSON.stringify(report)}\n`);
      const words = reportInWords(report, language, terms, opened.zone);
      if (form === 'pdf') return base64(reportPdf(words));
      return base64(form === 'html' ? reportPage(words) : reportText(words));
    },
  };
}

function base64(content: string | Uint8Array): string {
  return Buffer.from(content).toString('base64');
}

const commandLine: Actor = { person: 'command line', roles: ['auditor'], deputy: false, client: 'command line' };
