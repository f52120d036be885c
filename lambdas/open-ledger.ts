// What every function of oversight begins with: its settings, the ledger, and the organisation's policy with its days.
import { type ClientOptions, clientOptions } from '../adapters/aws/client-options.ts';
import { dynamoLedger } from '../adapters/aws/dynamo-ledger.ts';
import { type DynamoTable, openTable } from '../adapters/aws/dynamo-table.ts';
import type { Ledger } from '../core/ports.ts';
import { zoneOf } from '../gateway/oversight-parts.ts';
import { type BundledPolicy, readBundledPolicy } from './policy-bundle.ts';
import { type Settings, settingsOf } from './settings.ts';

export interface OpenedLedger extends BundledPolicy {
  readonly settings: Settings;
  readonly aws: ClientOptions;
  readonly table: DynamoTable;
  readonly ledger: Ledger;
  /** IANA name of the organisation's zone. */
  readonly zone: string;
}

/** `folder` is the bundle's. Throws when the environment is incomplete or the policy is not in the bundle. */
export function openLedger(folder: string): OpenedLedger {
  const settings = settingsOf(process.env);
  const aws = clientOptions(settings.region);
  const table = openTable(settings.get('POSTERN_TABLE'), aws);
  const bundled = readBundledPolicy(folder, settings.get('POSTERN_PACK'));
  return { ...bundled, settings, aws, table, ledger: dynamoLedger(table), zone: zoneOf(bundled.policy) };
}
