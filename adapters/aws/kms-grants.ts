// The Grants port on KMS: a grant of KMS for each item, used by its token, and a record of it that every reading is checked
// against, since KMS's own grants neither expire nor vanish at once (DESIGN 5).
import { createHash } from 'node:crypto';
import type { ApproverProof, Grant } from '../../core/model/grant.ts';
import { type Clock, type Grants, Refused } from '../../core/ports.ts';
import { refusalOfGrant } from '../local/approver-proof.ts';
import type { Approver } from '../local/approvers.ts';
import { type DynamoTable, type Key, WriteConflict } from './dynamo-table.ts';
import { contextOf, type Halves, unseal } from './kms-keys.ts';

export interface KmsGrantsOptions extends Halves {
  readonly table: DynamoTable;
  /** ARN of the role of `read-content`, the only one that a grant may name. */
  readonly readRole: string;
  /** By name, as the deployment knows them: nobody else's approval counts, whatever the ledger says. */
  readonly approvers: ReadonlyMap<string, Approver>;
  readonly clock: Clock;
}

/** As it lies in the table; `proof` is checked at every reading, so that who can write the table can grant nothing. */
interface GrantRecord {
  readonly grant: Grant;
  readonly proof: ApproverProof;
  readonly grantedAt: number;
  /** Of the KMS grants, by item. */
  readonly made: Readonly<Record<string, { readonly id: string; readonly token: string }>>;
}

const revoked = 'revoked';

export function kmsGrants(options: KmsGrantsOptions): Grants {
  const { key, shares, table, clock } = options;
  return {
    grant: (grant, proof) => give(grant, proof, options),
    async revoke(id) {
      // Here first: KMS may honour a token for minutes more.
      const before = await stored(table, id);
      await table.write([{ type: 'put', item: { ...keyOf(id), body: revoked } }]);
      if (before !== null && before !== revoked)
        for (const made of Object.values(before.made)) await key.revoke(made.id);
    },
    async read(item, sealed, id, reader) {
      const record = await stored(table, id);
      const made = record === null || record === revoked ? undefined : record.made[item];
      if (record === null || record === revoked || made === undefined) throw new Refused(noGrant);
      const { grant, proof, grantedAt } = record;
      const known = options.approvers.get(proof.approver) ?? null;
      const sound = grant.id === id && refusalOfGrant(grant, proof, known, grantedAt) === null;
      if (!sound || grant.reader !== reader || !grant.items.includes(item) || grant.until < clock())
        throw new Refused(noGrant);
      return unseal({ key, shares }, item, sealed, made.token);
    },
    destroy: (item) => shares.destroy(item),
  };
}

const noGrant = 'no grant lets this person read this item now';

async function give(grant: Grant, proof: ApproverProof, options: KmsGrantsOptions): Promise<void> {
  const { key, table, readRole, approvers, clock } = options;
  const grantedAt = clock();
  const refusal = refusalOfGrant(grant, proof, approvers.get(proof.approver) ?? null, grantedAt);
  if (refusal !== null) throw new Refused(refusal);
  const before = await stored(table, grant.id);
  if (before === revoked) throw new Refused('this grant was revoked; let it be asked for anew');
  if (before !== null) {
    if (JSON.stringify(before.grant) === JSON.stringify(grant)) return;
    throw new Refused('another grant of that id exists');
  }
  const made: Record<string, { readonly id: string; readonly token: string }> = {};
  for (const item of grant.items)
    made[item] = await key.grant(nameOf(grant, item), readRole, contextOf(item, 'grantable'));
  const body = JSON.stringify({ grant, proof, grantedAt, made } satisfies GrantRecord);
  try {
    await table.write([{ type: 'put', item: { ...keyOf(grant.id), body }, condition: { type: 'absent' } }]);
  } catch (cause) {
    // Revoked or given by somebody else in the same moment: what was made here is nobody's.
    for (const { id } of Object.values(made)) await key.revoke(id);
    if (cause instanceof WriteConflict) throw new Refused('the grant was decided elsewhere; read it again', { cause });
    throw cause;
  }
}

/** KMS gives the same grant again for the same name and terms: a repeated try makes no second one. */
function nameOf(grant: Grant, item: string): string {
  return `${grant.until}/${hash(grant.id)}/${hash(item)}`;
}

/**
 * Takes back what has ended: its last moment stands in its name. Resolves with how many KMS grants are open after it; the quota of a key is 50,000.
 */
export async function sweepGrants({ key, clock }: Pick<KmsGrantsOptions, 'key' | 'clock'>): Promise<number> {
  let open = 0;
  for await (const { id, name } of key.grants()) {
    const until = Number(name.split('/')[0]);
    if (until >= clock()) open++;
    else await key.revoke(id);
  }
  return open;
}

async function stored(table: DynamoTable, id: string): Promise<GrantRecord | typeof revoked | null> {
  const body = (await table.get(keyOf(id)))?.body;
  if (typeof body !== 'string') return null;
  return body === revoked ? revoked : (JSON.parse(body) as GrantRecord);
}

function keyOf(id: string): Key {
  return { pk: `GRANT#${hash(id)}`, sk: 'GRANT' };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
