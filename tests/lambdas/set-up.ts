// The functions that carry mail, as built, under Lambda's own runtime client, with all that they talk to on this machine.
import { setTimeout as pause } from 'node:timers/promises';
import { keyOfCopy } from '../../core/mail/intake/attempt-key.ts';
import type { AttemptRecord } from '../../core/model/ledger.ts';
import { type AwsSurroundings, startSurroundings } from '../harness/aws/aws-surroundings.ts';
import { type Built, built } from '../harness/aws/built.ts';
import { type LambdaEnvironment, type Outcome, startLambda } from '../harness/aws/lambda-runtime.ts';
import { type ScriptedNextHop, startNextHop } from '../harness/scripted-next-hop.ts';

export interface SentMail {
  readonly id: string;
  readonly direction: 'inbound' | 'outbound';
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  /** As SES writes them: PASS, FAIL, GRAY … */
  readonly verdicts?: { readonly spam: string; readonly virus: string };
}

export interface MailSite {
  readonly aws: AwsSurroundings;
  readonly hop: ScriptedNextHop;
  readonly scan: LambdaEnvironment;
  readonly finish: LambdaEnvironment;
  /** Another function, under a role of its own, with further variables. */
  start(name: string, role: string, more: Readonly<Record<string, string>>): Promise<LambdaEnvironment>;
  /** Another process of a function, whose clock goes that many hours ahead. */
  ahead(name: string, hours: number): Promise<LambdaEnvironment>;
  /** Stores the message as SES does. */
  store(mail: SentMail): Promise<void>;
  /** Calls scan-message as Mail Manager does; `timeout` in milliseconds. */
  call(mail: SentMail, timeout?: number): Promise<Outcome>;
  /** Brings the envelope through SNS and SQS to finish-message. */
  bring(mail: SentMail): Promise<Outcome>;
  /** The newest attempt of this message. */
  attempt(mail: SentMail): Promise<AttemptRecord | null>;
  /** Whether SES's copy is still there. */
  stored(mail: SentMail): Promise<boolean>;
  /** Lines of scan-message and finish-message that count a metric of that name. */
  counted(metric: string): number;
  close(): Promise<void>;
}

export async function startMailSite(made: Built = built()): Promise<MailSite> {
  const aws = await startSurroundings();
  const hop = await startNextHop();
  const start = (name: string, role = 'scanner', more: Readonly<Record<string, string>> = {}) =>
    startLambda({
      bundle: `${made.dist}/lambdas/${name}`,
      client: made.client,
      layers: made.layers,
      environment: { ...aws.environment(role, `smtp://127.0.0.1:${hop.port}?tls=never`), ...more },
    });
  const [scan, finish] = await Promise.all([start('scan-message'), start('finish-message')]);
  return {
    aws,
    hop,
    scan,
    finish,
    start,
    ahead: (name, hours) => start(name, 'scanner', { NODE_OPTIONS: `--import=${clockAhead(hours)}` }),
    store: (mail) => aws.raw.put(keyOf(mail), mail.raw),
    call: (mail, timeout) => scan.invoke(mailManagerEvent(mail), timeout),
    bring: (mail) => finish.invoke(queueEvent(mail), 300_000),
    attempt: ({ id }) => aws.ledger.latestAttempt(keyOfCopy(id)),
    stored: async (mail) => (await aws.raw.fetch(keyOf(mail), 2 ** 30)).state === 'found',
    counted: (metric) =>
      [...scan.output, ...finish.output].filter((line) => line.includes(`"Name":"${metric}"`)).length,
    close: async () => {
      await Promise.all([scan.close(), finish.close()]);
      await Promise.all([hop.close(), aws.close()]);
    },
  };
}

function clockAhead(hours: number): string {
  const program = `const now = Date.now; Date.now = () => now() + ${hours} * 3600000;`;
  return `data:text/javascript,${encodeURIComponent(program)}`;
}

function keyOf({ direction, id }: SentMail): string {
  return `raw/${direction}/${id}`;
}

/** What both intakes say of a message; header fields say something else on purpose. */
function told({ id, from, to, verdicts }: SentMail) {
  const judged =
    verdicts === undefined ? {} : { spamVerdict: { status: verdicts.spam }, virusVerdict: { status: verdicts.virus } };
  return {
    mail: { messageId: id, source: from, destination: ['header@elsewhere.example'], timestamp: '2026-01-01T00:00:00Z' },
    receipt: { recipients: to, timestamp: '2026-01-01T00:00:00Z', ...judged },
  };
}

export function mailManagerEvent(mail: SentMail): unknown {
  return told(mail);
}

/** Classic receipt rules. */
export function receiptEvent(mail: SentMail): unknown {
  return { Records: [{ eventSource: 'aws:ses', eventVersion: '1.0', ses: told(mail) }] };
}

export function queueEvent(mail: SentMail): unknown {
  const body = JSON.stringify({
    Type: 'Notification',
    TopicArn: 'arn:aws:sns:::envelopes',
    Message: JSON.stringify(told(mail)),
  });
  return { Records: [{ messageId: `sqs-${mail.id}`, body, attributes: { ApproximateReceiveCount: '1' } }] };
}

/** Looks until it is so; the tests' own limit ends it. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(20);
}

export function message(lines: readonly string[], body: string): Buffer {
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}\r\n`);
}
