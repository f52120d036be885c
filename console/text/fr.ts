// French, as spoken in Canada.
import { cases } from './fr/cases.ts';
import { findings } from './fr/findings.ts';
import { governance } from './fr/governance.ts';
import { incidents } from './fr/incidents.ts';
import { own } from './fr/own.ts';
import { security } from './fr/security.ts';
import { shell } from './fr/shell.ts';
import { team } from './fr/team.ts';
import { words } from './fr/words.ts';
import type { Text } from './texts.ts';

export const fr: Text = { ...shell, words, own, security, cases, team, governance, incidents, findings };
