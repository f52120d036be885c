// French, as spoken in Canada.
import { cases } from './fr/cases.ts';
import { own } from './fr/own.ts';
import { security } from './fr/security.ts';
import { shell } from './fr/shell.ts';
import { words } from './fr/words.ts';
import type { Text } from './texts.ts';

export const fr: Text = { ...shell, words, own, security, cases };
