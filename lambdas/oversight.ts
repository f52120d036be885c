// What the functions begin with in which people act: besides the ledger, the access policies that decide who may.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { readAccessPolicies } from '../adapters/local/access-policies.ts';
import { makeAuthorizer } from '../core/oversight/access/authorizer.ts';
import type { Oversight } from '../core/oversight/act.ts';
import { type OpenedLedger, openLedger } from './open-ledger.ts';

export interface OversightFunction extends OpenedLedger {
  readonly oversight: Oversight;
}

/** `folder` is the bundle's. Throws when the environment is incomplete or the bundle lacks something. */
export function openOversight(folder: string): OversightFunction {
  const opened = openLedger(folder);
  const { ledger, zone } = opened;
  const authorize = makeAuthorizer(readAccessPolicies(join(folder, 'policy')));
  return { ...opened, oversight: { ledger, authorize, clock: Date.now, newId: randomUUID, zone } };
}
