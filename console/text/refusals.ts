// Why something was refused, in the language of who asked. The core says it in English, for the API and the log.
import type { Language } from '../../core/oversight/people/person.ts';
import { refusalsInFrench } from './fr/refusals.ts';

/** A sentence: begins with a capital, ends with a full stop. */
export function refusalText(language: Language, message: string): string {
  const said = language === 'fr' ? inFrench(message) : message;
  const sentence = `${said.charAt(0).toUpperCase()}${said.slice(1)}`;
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** English stays where nobody has translated it: better than nothing. */
function inFrench(message: string): string {
  for (const [english, french] of patterns) {
    const match = english.exec(message.slice(0, 500));
    if (match !== null) return french.replace(/\{(\d)\}/g, (_, index: string) => match[Number(index) + 1] ?? '');
  }
  return message;
}

/** `{0}` and so on stand for what varies. */
const patterns = Object.entries(refusalsInFrench).map(([english, french]) => {
  const literal = english.split(/\{\d\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return [new RegExp(`^${literal.join('(.{0,200}?)')}$`, 's'), french] as const;
});
