// Gives and takes back access to held items: what the key process does on one machine. Nothing that a caller says counts but
// the approver's own proof; by its schedule it takes back what has ended.
import { clientOptions } from '../../adapters/aws/client-options.ts';
import { dynamoShares } from '../../adapters/aws/dynamo-shares.ts';
import { openTable } from '../../adapters/aws/dynamo-table.ts';
import { contentKey } from '../../adapters/aws/kms-client.ts';
import { kmsGrants, sweepGrants } from '../../adapters/aws/kms-grants.ts';
import type { ApproverProof, Grant } from '../../core/model/grant.ts';
import { Refused } from '../../core/ports.ts';
import { approversOf } from '../approver-keys.ts';
import { count } from '../metrics.ts';
import { settingsOf } from '../settings.ts';

export type AccessRequest =
  | { readonly type: 'grant'; readonly grant: Grant; readonly proof: ApproverProof }
  | { readonly type: 'revoke'; readonly grant: string };

export type AccessAnswer = { readonly done: true } | { readonly refused: string };

const settings = settingsOf(process.env);
const aws = clientOptions(settings.region);
const table = openTable(settings.get('POSTERN_TABLE'), aws);
const key = contentKey(settings.get('POSTERN_CONTENT_KEY'), aws);
const grants = kmsGrants({
  key,
  table,
  shares: dynamoShares(table),
  readRole: settings.get('POSTERN_READ_ROLE'),
  approvers: approversOf(settings),
  clock: Date.now,
});

export async function handler(event: AccessRequest | { readonly source: string }): Promise<AccessAnswer> {
  if ('source' in event) {
    count('GrantsOpen', await sweepGrants({ key, clock: Date.now }));
    return { done: true };
  }
  try {
    if (event.type === 'grant') await grants.grant(event.grant, event.proof);
    else await grants.revoke(event.grant);
    return { done: true };
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    count('GrantRefused');
    return { refused: cause.message };
  }
}
