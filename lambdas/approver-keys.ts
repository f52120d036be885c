// Whose approvals count, as the deployment says: neither the ledger nor a caller can add to them.
import type { Approver } from '../adapters/local/approvers.ts';
import type { Settings } from './settings.ts';

export function approversOf(settings: Settings): ReadonlyMap<string, Approver> {
  return new Map(Object.entries(JSON.parse(settings.get('POSTERN_APPROVERS')) as Readonly<Record<string, Approver>>));
}
