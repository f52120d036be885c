// Each night: makes the report of the quarter that ended last, so that whoever asks for it does not wait for a quarter's mail to
// be counted. One that is made stays as it is.
import type { Actor } from '../../core/oversight/access/actor.ts';
import { quarterAt, quarterNamed } from '../../core/oversight/reports/quarter.ts';
import { quarterlyReport } from '../../core/oversight/reports/quarterly-report.ts';
import { openOversight } from '../oversight.ts';

const { oversight, policy } = openOversight(__dirname);

const reporter: Actor = { person: 'report', roles: ['corporate-security'], deputy: false, client: 'schedule' };

export async function handler(): Promise<{ readonly quarter: string }> {
  const { clock, zone } = oversight;
  const running = quarterNamed(quarterAt(clock(), zone), zone);
  if (running === null) throw new Error('the clock names no quarter');
  const { quarter } = await quarterlyReport(oversight, reporter, quarterAt(running.since - 1, zone), policy);
  return { quarter };
}
