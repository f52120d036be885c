// Quarterly reports at summary level, and a manager's team in numbers.
import type { HouseTerms } from '../../core/oversight/house-terms.ts';
import { teamSummary } from '../../core/oversight/monitoring/team-summary.ts';
import { listReports, quarterlyReport } from '../../core/oversight/reports/quarterly-report.ts';
import { param, plainRoute, type Route } from './route.ts';

export function reportRoutes(terms: HouseTerms): readonly Route[] {
  return [
    plainRoute({
      method: 'GET',
      path: '/reports',
      action: 'view-report',
      summary: 'Quarters that were reported, and the one that runs.',
      handle: (room, { actor }) => listReports(room, actor),
    }),
    plainRoute({
      method: 'GET',
      path: '/reports/:quarter',
      action: 'view-report',
      summary: 'The report of a quarter such as 2026Q4: figures that cannot single anyone out.',
      handle: (room, request) => quarterlyReport(room, request.actor, param(request, 'quarter'), terms),
    }),
    plainRoute({
      method: 'GET',
      path: '/me/team',
      action: 'view-team',
      summary: 'How much mail of the team was stopped in the last 30 days and why, as counts of nobody in particular.',
      handle: (room, { actor }) => teamSummary(room, actor),
    }),
  ];
}
