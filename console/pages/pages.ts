// Every page of the console, in the order of the menu.
import type { Page } from '../app/page.ts';
import { accessPages } from './access-page.ts';
import { accountPage } from './account-page.ts';
import { casePage } from './case-page.ts';
import { caseSearchPage } from './case-search-page.ts';
import { casesPage } from './cases-page.ts';
import { decisionPages } from './decision-pages.ts';
import { healthPage } from './health-page.ts';
import { heldPages } from './held-pages.ts';
import { itemPage } from './item-page.ts';
import { ownAsksPage } from './own-asks-page.ts';
import { ownHeldPages } from './own-held-pages.ts';

export const pages: readonly Page[] = [
  ...ownHeldPages,
  ownAsksPage,
  ...heldPages,
  ...decisionPages,
  casesPage,
  casePage,
  caseSearchPage,
  ...accessPages,
  itemPage,
  healthPage,
  accountPage,
];
