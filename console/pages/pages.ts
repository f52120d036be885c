// Every page of the console, in the order of the menu.
import type { Page } from '../app/page.ts';
import { accessPages } from './access-page.ts';
import { accountPage } from './account-page.ts';
import { auditPages } from './audit-pages.ts';
import { blocksPage } from './blocks-page.ts';
import { casePage } from './case-page.ts';
import { caseSearchPage } from './case-search-page.ts';
import { casesPage } from './cases-page.ts';
import { decisionPages } from './decision-pages.ts';
import { healthPage } from './health-page.ts';
import { heldItemPage } from './held-item-page.ts';
import { heldPage } from './held-page.ts';
import { incidentPages } from './incident-page.ts';
import { incidentsPages } from './incidents-page.ts';
import { itemPage } from './item-page.ts';
import { itemPicturePage } from './item-picture-page.ts';
import { ownAsksPage } from './own-asks-page.ts';
import { ownBlocksPage } from './own-blocks-page.ts';
import { ownHeldPages } from './own-held-pages.ts';
import { peoplePages } from './people-pages.ts';
import { reportPages } from './report-pages.ts';
import { requestsPage } from './requests-page.ts';
import { rightsPage } from './rights-page.ts';
import { teamPages } from './team-page.ts';
import { wrongFindingsPages } from './wrong-findings-pages.ts';

export const pages: readonly Page[] = [
  ...ownHeldPages,
  ownAsksPage,
  ...teamPages,
  ownBlocksPage,
  heldPage,
  heldItemPage,
  ...decisionPages,
  ...incidentsPages,
  ...incidentPages,
  ...wrongFindingsPages,
  blocksPage,
  casesPage,
  casePage,
  caseSearchPage,
  ...accessPages,
  itemPage,
  itemPicturePage,
  requestsPage,
  rightsPage,
  ...peoplePages,
  ...auditPages,
  ...reportPages,
  healthPage,
  accountPage,
];
