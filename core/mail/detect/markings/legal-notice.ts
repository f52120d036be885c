// Tells a heading over a confidentiality notice from a marking: the notice says whom the mail is for, a marking does not.
import { foldText } from './fold-text.ts';
import type { Line } from './lines.ts';

const words = [
  'recipient',
  'addressee',
  'intended',
  'disclos',
  'privileg',
  'e-mail',
  'email',
  'this message',
  'this communication',
  'received this',
  'transmission',
  'destinataire',
  'courriel',
  'ce message',
  'divulg',
  'cette communication',
  'par erreur',
];
const reach = 400;

/** `index` is that of the line in question; the notice stands on the next lines. */
export function isNotice(text: string, lines: readonly Line[], index: number): boolean {
  const next = lines[index + 1];
  if (next === undefined) return false;
  return isNoticeBehind(text.slice(next.start, next.start + reach));
}

/** The next few lines of `text` read like a confidentiality notice. */
export function isNoticeBehind(text: string): boolean {
  const after = foldText(text.slice(0, reach)).text.toLowerCase();
  return words.filter((word) => after.includes(word)).length >= 2;
}
