// Every route of the JSON API on one machine, with what each family needs of this host.
import { pemOf } from '../adapters/identity/passkeys.ts';
import { accountRoutes } from '../console/api/account-routes.ts';
import { auditRoutes } from '../console/api/audit-routes.ts';
import { caseRoutes } from '../console/api/case-routes.ts';
import { contentRoutes } from '../console/api/content-routes.ts';
import { decisionRoutes } from '../console/api/decision-routes.ts';
import { exportRoutes } from '../console/api/export-routes.ts';
import { operationRoutes } from '../console/api/operation-routes.ts';
import { ownRoutes } from '../console/api/own-routes.ts';
import { peopleRoutes } from '../console/api/people-routes.ts';
import { releaseRoutes } from '../console/api/release-routes.ts';
import { requestRoutes } from '../console/api/request-routes.ts';
import { rightRoutes } from '../console/api/right-routes.ts';
import type { Route } from '../console/api/route.ts';
import { viewingRoutes } from '../console/api/viewing-routes.ts';
import type { Factors } from '../core/ports.ts';
import { type OversightSurroundings, publicUrlOf } from './oversight-parts.ts';

export function oversightRoutes(
  { config, version, keys, rulebook, release, viewer }: OversightSurroundings,
  factors: Factors,
): readonly Route[] {
  const { origin, hostname: rpId } = new URL(publicUrlOf(config));
  const { appeals, contact, sharedMailboxes } = rulebook.pack.organisation;
  const health = async () => ({ version, keyProcess: keys.pid() === undefined ? 'away' : 'ok' });
  return [
    ...caseRoutes,
    ...contentRoutes,
    ...rightRoutes,
    ...accountRoutes({ factors, passkey: { origin, rpId }, pemOf }),
    ...releaseRoutes(release),
    ...ownRoutes(appeals?.body ?? contact),
    ...decisionRoutes,
    ...peopleRoutes(sharedMailboxes),
    ...operationRoutes(health),
    ...auditRoutes,
    ...requestRoutes,
    ...viewingRoutes(viewer),
    ...exportRoutes({ viewer, notary: keys }),
  ];
}
