// What the console says, in both languages: the same keys in each, which the type holds them to.
import { en } from './en.ts';
import { fr } from './fr.ts';

export type Text = typeof en;

export const texts = { en, fr } as const satisfies Record<string, Text>;
