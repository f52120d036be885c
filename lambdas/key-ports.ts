// What the functions that read mail do with keys: seal, open on a proof, and have held mail read again.
import { clientOptions } from '../adapters/aws/client-options.ts';
import { dynamoShares } from '../adapters/aws/dynamo-shares.ts';
import type { DynamoTable } from '../adapters/aws/dynamo-table.ts';
import { dynamoWindows } from '../adapters/aws/dynamo-windows.ts';
import { contentKey } from '../adapters/aws/kms-client.ts';
import { kmsKeys } from '../adapters/aws/kms-keys.ts';
import { kmsRescans } from '../adapters/aws/kms-rescans.ts';
import { factsAlone } from '../core/mail/record/facts-alone.ts';
import type { Examiner, Ports } from '../core/ports.ts';
import { fingerprinting } from './fingerprint-key.ts';
import type { Settings } from './settings.ts';

export interface KeyPortsOptions {
  readonly table: DynamoTable;
  readonly examiner: Examiner;
  readonly fingerprintKey: Promise<Uint8Array>;
  /** Whose decisions open held items here; the key lets only the roles of release-held and rescan-held open any. */
  readonly deciders: Readonly<Record<string, string>>;
  /** False where passwords of what is read are not kept for held files: the key does not let release-held seal them. */
  readonly remembersPasswords: boolean;
}

export function keyPorts(settings: Settings, options: KeyPortsOptions): Pick<Ports, 'keys' | 'rescans'> {
  const { table, examiner, fingerprintKey, deciders, remembersPasswords } = options;
  const key = contentKey(settings.get('POSTERN_CONTENT_KEY'), clientOptions(settings.region));
  const halves = { key, shares: dynamoShares(table) };
  const clock = Date.now;
  const keys = kmsKeys({ ...halves, fingerprint: fingerprinting(fingerprintKey), deciders, clock });
  if (!remembersPasswords) return { keys };
  const windows = dynamoWindows({ ...halves, table, clock });
  const rescans = kmsRescans({
    ...halves,
    windows,
    deciders,
    clock,
    read: async (raw, context) => factsAlone(await examiner.examine(raw, context)),
  });
  return { keys, rescans };
}
