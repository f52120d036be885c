// The whole JSON API over the organisation of the tests; a header stands for being signed in.
import { expect } from 'vitest';
import { openFactors } from '../../adapters/identity/local-factors.ts';
import { pemOf } from '../../adapters/identity/passkeys.ts';
import { readPolicyFolder } from '../../adapters/local/policy-folder.ts';
import { chosenPolicy } from '../../cli/chosen-policy.ts';
import { accountRoutes } from '../../console/api/account-routes.ts';
import { oversightApi } from '../../console/api/api.ts';
import { auditRoutes } from '../../console/api/audit-routes.ts';
import { blockRoutes } from '../../console/api/block-routes.ts';
import { caseRoutes } from '../../console/api/case-routes.ts';
import { contentRoutes } from '../../console/api/content-routes.ts';
import { decisionRoutes } from '../../console/api/decision-routes.ts';
import { findingRoutes } from '../../console/api/finding-routes.ts';
import { incidentRoutes } from '../../console/api/incident-routes.ts';
import { operationRoutes } from '../../console/api/operation-routes.ts';
import { ownRoutes } from '../../console/api/own-routes.ts';
import { peopleRoutes } from '../../console/api/people-routes.ts';
import { readingRoutes } from '../../console/api/reading-routes.ts';
import { releaseRoutes } from '../../console/api/release-routes.ts';
import { reportRoutes } from '../../console/api/report-routes.ts';
import { requestRoutes } from '../../console/api/request-routes.ts';
import { rightRoutes } from '../../console/api/right-routes.ts';
import type { Route } from '../../console/api/route.ts';
import type { HouseTerms } from '../../core/oversight/house-terms.ts';
import { loadNoticeTexts } from '../../core/oversight/notices/notice-texts.ts';
import { type ReadingDesk, readingDesk } from '../../core/oversight/viewing/reading-desk.ts';
import { compileRulebook } from '../../core/rulebook/compile-rulebook.ts';
import type { Factors } from '../../core/sign-in-ports.ts';
import { openViewer } from '../../gateway/workers/viewer.ts';
import type { OversightUnderTest } from '../harness/oversight-under-test.ts';

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly bytes: Buffer;
}

export interface ApiUnderTest {
  /** `person` null: nobody is signed in. */
  call(person: string | null, method: string, path: string, body?: object): Promise<Answer>;
  /** What the call is answered with; fails the test where it is refused. */
  result<T>(person: string, method: string, path: string, body?: object): Promise<T>;
  close(): Promise<void>;
}

interface Parts {
  readonly factors: Factors;
  readonly desk: ReadingDesk;
  readonly notaryKey: () => Promise<string>;
}

const party = { origin: 'https://postern.agency.example', id: 'postern.agency.example' };

export function routesWith({ factors, desk, notaryKey }: Parts): readonly Route[] {
  const terms = termsUnderTest();
  return [
    ...caseRoutes,
    ...contentRoutes,
    ...rightRoutes,
    ...accountRoutes({ factors, passkey: { origin: party.origin, rpId: party.id }, pemOf }),
    ...releaseRoutes({ release: () => Promise.resolve(new Map([['me@gmail.com', 'served']])), terms }),
    ...ownRoutes('the review board'),
    ...decisionRoutes,
    ...blockRoutes(terms),
    ...reportRoutes(terms),
    ...incidentRoutes(terms),
    ...findingRoutes,
    ...peopleRoutes({ 'press@agency.example': 'mia@agency.example' }),
    ...operationRoutes(() => Promise.resolve({ ledger: 'ok', queue: 0 })),
    ...auditRoutes(notaryKey),
    ...requestRoutes,
    ...readingRoutes(desk),
  ];
}

/** Of the demonstration organisation. */
export function termsUnderTest(): HouseTerms {
  const { pack, schemes, list } = compileRulebook(chosenPolicy());
  const texts = loadNoticeTexts(readPolicyFolder('policy', 'default').files);
  return { organisation: pack.organisation, pack, schemes, ispDomains: list('isp-domains'), texts };
}

/** For listing alone: nothing of it can be called. */
export function routesUnderTest(): readonly Route[] {
  return routesWith({} as Parts);
}

export async function apiUnderTest(org: OversightUnderTest): Promise<ApiUnderTest> {
  const troubles: unknown[] = [];
  const viewer = openViewer({ policy: chosenPolicy(), fingerprintKey: org.room.grants.fingerprintKey });
  const desk = readingDesk(org.room, viewer, org.room.grants);
  const notaryKey = async () => org.room.grants.notaryKey;
  const parts = { factors: await openFactors(org.folder, party), desk, notaryKey };
  const app = oversightApi({
    room: org.room,
    routes: routesWith(parts),
    identify: (request) => {
      const person = request.headers.get('x-signed-in');
      return Promise.resolve(person === null ? null : { person });
    },
    version: 'test',
    clientOf: () => '192.0.2.7',
    report: (event) => troubles.push(event),
  });
  const call: ApiUnderTest['call'] = async (person, method, path, body) => {
    const headers = {
      ...(person === null ? {} : { 'x-signed-in': person }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const response = await app.request(path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const [trouble] = troubles.splice(0);
    if (trouble !== undefined) throw (trouble as { cause: unknown }).cause;
    return { status: response.status, text: bytes.toString('utf8'), bytes };
  };
  return {
    call,
    result: async (person, method, path, body) => {
      const { status, text } = await call(person, method, path, body);
      expect([path, status, status === 200 ? '' : text]).toEqual([path, 200, '']);
      return JSON.parse(text).result;
    },
    close: () => viewer.close(),
  };
}
