// English.
import { cases } from './en/cases.ts';
import { findings } from './en/findings.ts';
import { governance } from './en/governance.ts';
import { incidents } from './en/incidents.ts';
import { own } from './en/own.ts';
import { security } from './en/security.ts';
import { shell } from './en/shell.ts';
import { team } from './en/team.ts';
import { words } from './en/words.ts';

export const en = { ...shell, words, own, security, cases, team, governance, incidents, findings };
