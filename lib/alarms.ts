// Everything that calls a person, with what is at stake. Each name is a heading of docs/runbook.md; a test says so.
import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { type FunctionName, type MetricName, type QueueName, queueNames } from '../lambdas/functions.ts';
import type { HouseAlarmProps } from './constructs/house-alarm.ts';
import type { Console } from './stacks/console-stack.ts';
import type { Stores } from './stacks/data-stack.ts';

export interface Watched {
  readonly stores: Stores;
  readonly functions: ReadonlyMap<FunctionName, LambdaFunction>;
  readonly console: Console | null;
}

const { GREATER_THAN_THRESHOLD, GREATER_THAN_OR_EQUAL_TO_THRESHOLD, LESS_THAN_THRESHOLD } = ComparisonOperator;
const { BREACHING, NOT_BREACHING } = TreatMissingData;

export function alarmsOf(watched: Watched): readonly HouseAlarmProps[] {
  return [
    ...mailAlarms(),
    ...queueAlarms(watched.stores),
    ...functionAlarms(watched.functions),
    ...ledgerAlarms(watched.stores),
    ...oversightAlarms(watched.functions),
    ...(watched.console === null ? [] : consoleAlarms(watched.console)),
  ];
}

/** Counts above zero within a few minutes. */
function counted(name: string, impact: string, metric: IMetric, threshold = 0, periods = 1): HouseAlarmProps {
  return { name, impact, metric, threshold, periods, comparison: GREATER_THAN_THRESHOLD, missingData: NOT_BREACHING };
}

function own(metricName: MetricName, statistic: string, minutes = 5): Metric {
  return new Metric({ namespace: 'Postern', metricName, statistic, period: Duration.minutes(minutes) });
}

function mailAlarms(): readonly HouseAlarmProps[] {
  return [
    counted(
      'envelope-missing',
      'a stored message has no envelope: it is held, its recipients do not get it until a person looks',
      own('EnvelopeMissing', Stats.SUM),
    ),
    counted(
      'event-unknown',
      'SES calls the scanner in a shape it does not know: such mail is not handed on',
      own('EventUnknown', Stats.SUM),
    ),
    counted(
      'message-unavailable',
      'announced messages cannot be fetched: they may be lost if their bytes were never stored',
      own('MessageUnavailable', Stats.SUM),
    ),
    counted(
      'held-by-failure',
      'messages are held because something failed, not because of what they say: good mail waits',
      own('HeldByFailure', Stats.SUM),
      10,
    ),
    counted(
      'next-hop-temporary',
      'the next hop does not take mail: deliveries are late, and are tried again',
      own('NextHopTemporary', Stats.SUM),
      20,
      3,
    ),
    counted(
      'next-hop-refused',
      'the next hop refuses mail from outside for good: it is held and nobody outside is told',
      own('NextHopRefused', Stats.SUM),
    ),
    counted(
      'release-refused',
      'somebody asked to release held mail without a decision that holds: a fault, or an attempt',
      own('ReleaseRefused', Stats.SUM),
    ),
    counted(
      'rescan-refused',
      'somebody asked to have held mail read again without a decision that holds: a fault, or an attempt',
      own('RescanRefused', Stats.SUM),
    ),
    counted(
      'registers-not-brought',
      'documents and records registered lately are not recognised, or, where none ever came, mail waits',
      own('RegistersNotBrought', Stats.SUM),
      0,
      3,
    ),
    counted(
      'unfinished',
      'recipients wait for a decision or a delivery for over 15 minutes',
      own('Unfinished', Stats.MAXIMUM),
      0,
      3,
    ),
  ];
}

const lettersImpact: Readonly<Record<QueueName, string>> = {
  envelopes: 'messages could not be finished in five tries: they are neither delivered nor held',
  finish: 'messages could not be finished in five tries: they are neither delivered nor held',
  notices: 'notices could not be sent in five tries: people do not learn what happened to their mail',
};

const waitingImpact: Readonly<Record<QueueName, string>> = {
  envelopes: 'messages that the scanner could not finish at once wait: delivery is late',
  finish: 'messages wait for a second try: delivery is late',
  notices: 'people learn late what happened to their mail',
};

function queueAlarms({ queues, deadCalls }: Stores): readonly HouseAlarmProps[] {
  const letters = (queue: Queue): Metric =>
    queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: Duration.minutes(1) });
  return [
    ...queueNames.flatMap((name) => [
      counted(`${name}-dead-letters`, lettersImpact[name], letters(queues[name].deadLetters)),
      counted(
        `${name}-waiting`,
        waitingImpact[name],
        queues[name].queue.metricApproximateAgeOfOldestMessage({
          statistic: Stats.MAXIMUM,
          period: Duration.minutes(5),
        }),
        900,
        2,
      ),
    ]),
    counted(
      'dead-calls',
      'scheduled or asynchronous work failed for good: what it does was not done',
      letters(deadCalls),
    ),
  ];
}

/** What stays undone while a function fails. */
const failureImpact: Readonly<Partial<Record<string, string>>> = {
  'scan-message': 'mail is not decided while its sender waits: it is finished later, or held',
  'finish-message': 'what the first try left is not finished: mail is late, neither delivered nor held',
  'release-held': 'mail that somebody decided to release does not go out',
  'rescan-held': 'a password that came for held mail is not tried, and has 72 hours',
  'send-notices': 'people do not learn what happened to their mail',
  'serve-console': 'officers cannot work: nothing is released, approved or looked at',
  'approve-access': 'nobody is given access to held mail, and what was taken back ends later in the key',
  'read-content': 'investigators cannot see what was approved for them, and requests of law are not answered',
  'dispose-expired': 'mail is kept for longer than the organisation promised',
  'checkpoint-audit': 'the audit trail is not sealed: a change to its newest events would not show',
  'report-quarter': 'the report of a quarter is made when somebody asks for it, who waits or gets none',
  'import-people': 'joiners cannot sign in, and leavers keep their rights',
};

/** One failure of these is followed by another call within minutes; what runs rarely fails within one period. */
const runsOften: ReadonlySet<FunctionName> = new Set([
  'finish-message',
  'rescan-held',
  'send-notices',
  'serve-console',
  'checkpoint-audit',
]);

function functionAlarms(functions: Watched['functions']): readonly HouseAlarmProps[] {
  const each = [...functions].flatMap(([name, made]) => [
    counted(
      `${name}-errors`,
      failureImpact[name] ?? `${name} fails: its work is tried again, and late`,
      made.metricErrors({ period: Duration.minutes(5) }),
      name === 'scan-message' ? 5 : 0,
      runsOften.has(name) ? 2 : 1,
    ),
  ]);
  const scanner = functions.get('scan-message');
  return [
    ...each,
    counted(
      'functions-throttled',
      'the account allows no more functions at once: mail and the console slow down',
      // Without a function's name it counts all of the account in this region.
      new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'Throttles',
        statistic: Stats.SUM,
        period: Duration.minutes(5),
      }),
      0,
      2,
    ),
    ...(scanner === undefined
      ? []
      : [
          counted(
            'scan-near-limit',
            'scans take nearly the 30 s that SES waits: messages are held and finished later',
            scanner.metricDuration({ statistic: 'p99', period: Duration.minutes(5) }),
            25_000,
            2,
          ),
        ]),
  ];
}

function ledgerAlarms({ table }: Stores): readonly HouseAlarmProps[] {
  const metric = (metricName: string): Metric =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: table.tableName },
      statistic: Stats.SUM,
      period: Duration.minutes(5),
    });
  return [
    counted(
      'ledger-throttled',
      'the ledger refuses writes: mail waits and is tried again',
      metric('WriteThrottleEvents'),
      10,
    ),
    counted(
      'ledger-errors',
      'the ledger fails: no mail is decided or delivered until it answers',
      metric('SystemErrors'),
      5,
    ),
  ];
}

/** Only what some function of this deployment counts is watched; silence would otherwise ring for ever. */
function oversightAlarms(functions: Watched['functions']): readonly HouseAlarmProps[] {
  const grants: HouseAlarmProps = counted(
    'grants-near-quota',
    'the content key nears its 50,000 grants: then no investigator can be given access',
    own('GrantsOpen', Stats.MAXIMUM, 60),
    40_000,
  );
  const checkpoint: HouseAlarmProps = {
    name: 'checkpoint-missing',
    impact: 'the audit trail is not sealed: a change to its newest events would not show',
    metric: own('CheckpointSigned', Stats.SUM),
    comparison: LESS_THAN_THRESHOLD,
    threshold: 1,
    periods: 2,
    missingData: BREACHING,
  };
  const people: HouseAlarmProps = counted(
    'people-refused',
    'a list of people, or rows of it, was not taken over: leavers may keep their rights',
    own('PeopleRefused', Stats.SUM),
  );
  const names: ReadonlySet<string> = new Set(functions.keys());
  return [
    grants,
    ...(names.has('checkpoint-audit') ? [checkpoint] : []),
    ...(names.has('import-people') ? [people] : []),
  ];
}

function consoleAlarms({ api, firewall }: Console): readonly HouseAlarmProps[] {
  return [
    counted(
      'console-errors',
      'the console fails for the people who use it',
      api.metricServerError({ period: Duration.minutes(5) }),
      5,
    ),
    {
      name: 'console-under-attack',
      impact: 'the firewall turns away many requests: somebody tries the console, or a rule hits our own people',
      metric: new Metric({
        namespace: 'AWS/WAFV2',
        metricName: 'BlockedRequests',
        dimensionsMap: { WebACL: firewall.name ?? '', Rule: 'ALL', Region: api.stack.region },
        statistic: Stats.SUM,
        period: Duration.minutes(5),
      }),
      comparison: GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 500,
      periods: 1,
      missingData: NOT_BREACHING,
    },
  ];
}
