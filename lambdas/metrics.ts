// Counts in CloudWatch's embedded metric format and log lines of facts: both are lines on standard output.
import type { Report } from '../core/mail/act/act.ts';
import type { MetricName } from './functions.ts';

export type Count = (name: MetricName, value?: number) => void;

/** One line a metric; CloudWatch makes the metric of it. */
export const count: Count = (name, value = 1) => {
  const metric = { Namespace: 'Postern', Dimensions: [[]], Metrics: [{ Name: name, Unit: 'Count' }] };
  write({ _aws: { Timestamp: Date.now(), CloudWatchMetrics: [metric] }, [name]: value });
};

/** What core tells that rings an alarm here. */
const alarming: Readonly<Partial<Record<string, MetricName>>> = { 'next-hop-refused': 'NextHopRefused' };

/** Causes by name and message: messages of ours carry no content. */
export const report: Report = ({ event, attempt, cause }) => {
  const metric = alarming[event];
  if (metric !== undefined) count(metric);
  const why = cause instanceof Error ? { error: cause.name, message: cause.message.slice(0, 300) } : {};
  write({ event, attempt, ...why });
};

function write(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
