// From what one message of each kind is billed for to what a million messages of a mix cost.
import { z } from 'zod';

const measuredKind = z.object({
  name: z.string(),
  bytes: z.number(),
  /** Warm median of scan-message, without the waits for AWS and the next hop. */
  milliseconds: z.number(),
  /** Billable things by name, each message. */
  requests: z.record(z.string(), z.number()),
});
export const measuredShape = z.object({ coldStart: z.number().nullable(), kinds: z.array(measuredKind) });
export type MeasuredKind = z.infer<typeof measuredKind>;

export const pricesShape = z.object({
  region: z.string(),
  asOf: z.string(),
  /** US dollars. */
  prices: z.record(z.string(), z.object({ price: z.number(), per: z.number(), unit: z.string() })),
  assumptions: z.record(z.string(), z.object({ value: z.number(), unit: z.string(), why: z.string() })),
  /** US dollars a month, whatever comes. */
  fixed: z.array(z.object({ name: z.string(), month: z.number() })),
  /** Shares add up to 1. */
  mixes: z.array(z.object({ name: z.string(), about: z.string(), shares: z.record(z.string(), z.number()) })),
  messagesPerUserMonth: z.object({ value: z.number(), why: z.string() }),
  others: z.array(
    z.object({
      name: z.string(),
      basis: z.string(),
      source: z.string(),
      perMillion: z.number().optional(),
      perUserMonth: z.number().optional(),
    }),
  ),
});
export type Prices = z.infer<typeof pricesShape>;

export type Costs = ReadonlyMap<string, number>;

/** US dollars by item for a million messages of the mix, one recipient each. Throws on a kind or price that is not there. */
export function costsOf(mix: Prices['mixes'][number], kinds: readonly MeasuredKind[], data: Prices): Costs {
  const total = new Map<string, number>();
  for (const [name, share] of Object.entries(mix.shares)) {
    const kind = kinds.find((one) => one.name === name);
    if (kind === undefined) throw new Error(`${name}: not measured; run node tools/cost/measure.ts`);
    for (const [item, dollars] of costOfOne(kind, data))
      total.set(item, (total.get(item) ?? 0) + dollars * share * 1e6);
  }
  return total;
}

function costOfOne(kind: MeasuredKind, data: Prices): Costs {
  const price = (name: string): number => {
    const found = data.prices[name];
    if (found === undefined) throw new Error(`${name}: no price; add it to prices.json`);
    return found.price / found.per;
  };
  const assumed = (name: string): number => {
    const found = data.assumptions[name];
    if (found === undefined) throw new Error(`${name}: not assumed; add it to prices.json`);
    return found.value;
  };
  const used = (name: string): number => kind.requests[name] ?? 0;
  const gigabytes = kind.bytes / 1e9;
  const seconds = (kind.milliseconds + assumed('waiting') + assumed('cold share') * assumed('cold start')) / 1000;
  const finishing = assumed('finish milliseconds') / 1000;
  const held = used('kms') > 0;
  return new Map([
    ['SES Mail Manager, in and relayed', price('ses message') + price('ses relay message')],
    ['Lambda, scan-message', price('lambda request') + seconds * assumed('memory') * price('lambda GB-second')],
    ['Lambda, finish-message', price('lambda request') + finishing * assumed('memory') * price('lambda GB-second')],
    ['DynamoDB', used('write units') * price('write unit') + used('read units') * price('read unit')],
    ['S3 requests', (1 + used('s3 PUT')) * price('s3 PUT') + used('s3 GET') * price('s3 GET')],
    ['S3 storage', held ? gigabytes * assumed('held months') * price('s3 GB-month') : 0],
    ['SQS and SNS', price('sns') + (assumed('queue requests') + used('sqs')) * price('sqs')],
    ['KMS', (used('kms') + assumed('storage key calls')) * price('kms')],
    ['CloudWatch', (assumed('log bytes') / 1e9) * price('log GB')],
    ['ledger storage', (assumed('ledger bytes') / 1e9) * assumed('ledger months') * price('ledger GB-month')],
  ]);
}
