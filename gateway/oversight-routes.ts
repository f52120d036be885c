// Every route of the JSON API, with what each family needs of its host.
import { pemOf } from '../adapters/identity/passkeys.ts';
import { accountRoutes } from '../console/api/account-routes.ts';
import { auditRoutes } from '../console/api/audit-routes.ts';
import { blockRoutes } from '../console/api/block-routes.ts';
import { caseRoutes } from '../console/api/case-routes.ts';
import { contentRoutes } from '../console/api/content-routes.ts';
import { decisionRoutes } from '../console/api/decision-routes.ts';
import { findingRoutes } from '../console/api/finding-routes.ts';
import { incidentRoutes } from '../console/api/incident-routes.ts';
import { type Health, operationRoutes } from '../console/api/operation-routes.ts';
import { ownRoutes } from '../console/api/own-routes.ts';
import { peopleRoutes } from '../console/api/people-routes.ts';
import { readingRoutes } from '../console/api/reading-routes.ts';
import { releaseRoutes } from '../console/api/release-routes.ts';
import { reportRoutes } from '../console/api/report-routes.ts';
import { requestRoutes } from '../console/api/request-routes.ts';
import { rightRoutes } from '../console/api/right-routes.ts';
import type { Route } from '../console/api/route.ts';
import type { Organisation } from '../core/model/pack.ts';
import type { HouseTerms } from '../core/oversight/house-terms.ts';
import type { Release } from '../core/oversight/monitoring/decide-held.ts';
import type { ReadingDesk } from '../core/oversight/viewing/reading-desk.ts';
import type { Factors } from '../core/sign-in-ports.ts';

export interface RouteParts {
  readonly publicUrl: string;
  readonly factors: Factors;
  readonly organisation: Organisation;
  readonly health: Health;
  readonly release: Release;
  readonly desk: ReadingDesk;
  readonly terms: HouseTerms;
  /** Public half of what signs checkpoints, in PEM. */
  readonly notaryKey: () => Promise<string>;
}

export function oversightRoutes(parts: RouteParts): readonly Route[] {
  const { publicUrl, factors, organisation, health, release, desk, terms, notaryKey } = parts;
  const { origin, hostname: rpId } = new URL(publicUrl);
  const { appeals, contact, sharedMailboxes } = organisation;
  return [
    ...caseRoutes,
    ...contentRoutes,
    ...rightRoutes,
    ...accountRoutes({ factors, passkey: { origin, rpId }, pemOf }),
    ...releaseRoutes({ release, terms }),
    ...ownRoutes(appeals?.body ?? contact),
    ...decisionRoutes,
    ...blockRoutes(terms),
    ...reportRoutes(terms),
    ...incidentRoutes(terms),
    ...findingRoutes,
    ...peopleRoutes(sharedMailboxes),
    ...operationRoutes(health),
    ...auditRoutes(notaryKey),
    ...requestRoutes,
    ...readingRoutes(desk),
  ];
}
