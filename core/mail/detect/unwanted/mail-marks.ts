// What sets mass mail apart, mark by mark: header fields, shape of the body, choice of words. Each is a number from 0 to 1.
import type { ParsedMessage } from '../../../model/message.ts';
import type { Reading } from '../../../model/part.ts';
import { partsOf } from '../../decide/address.ts';
import { isFreeMail } from '../../decide/free-mail.ts';
import { type PhraseBook, undisguised, wordsOf } from './phrases.ts';

/** UTF-16 code units of text, and of HTML source, that are looked at. */
const longestText = 30_000;
/** So many distinct phrases of a category count in full. */
const fullAt = 3;

export type Marks = ReadonlyMap<string, number>;

export function marksOf(message: ParsedMessage, readings: readonly Reading[], phrases: PhraseBook): Marks {
  const body = readings
    .filter(({ part }) => part.role === 'body')
    .flatMap(({ regions }) => regions.filter(({ kind }) => kind === 'body'))
    .map(({ text }) => text)
    .join('\n')
    .slice(0, longestText);
  const html = message.leaves.find(({ role, declaredType }) => role === 'body' && declaredType === 'text/html');
  const marks = new Map<string, number>();
  const note = (name: string, strength: number | boolean) => {
    if (Number(strength) > 0) marks.set(name, Math.min(1, Number(strength)));
  };
  fieldMarks(message, note);
  subjectMarks(message.subject.slice(0, 300), note);
  bodyMarks(message, body, note);
  if (html !== undefined) htmlMarks((html.text ?? '').slice(0, longestText), body, note);
  wordMarks(`${message.subject.slice(0, 300)}\n${ownLines(body)}`, phrases, note);
  return marks;
}

type Note = (name: string, strength: number | boolean) => void;

function fieldMarks({ headers, from, to, cc, messageId, inReplyTo, references }: ParsedMessage, note: Note): void {
  const names = new Set(headers.slice(0, 500).map(({ name }) => name.toLowerCase()));
  const value = (wanted: string) => headers.find(({ name }) => name.toLowerCase() === wanted)?.value ?? '';
  const [author] = from;
  const { local, domain } = partsOf(author?.address ?? '');
  note('no-message-id', messageId === null || messageId === '');
  note('no-date', !names.has('date'));
  note('no-author', domain === '');
  note('no-recipient', to.length + cc.length === 0 || to.every(({ address }) => !address.includes('@')));
  note('to-self', to.length > 0 && to.every(({ address }) => address.toLowerCase() === author?.address.toLowerCase()));
  note(
    'figures-in-sender',
    /\d{3}/.test(local.slice(0, 64)) || /^(?=.*\d.*[a-z].*\d)[a-z0-9]{8,}$/i.test(local.slice(0, 64)),
  );
  note('free-mail-sender', isFreeMail(domain));
  note('loud-sender', isLoud(author?.name ?? ''));
  note('urgent-priority', /^1|urgent|high/i.test(`${value('x-priority')}${value('importance')}`.slice(0, 20)));
  note('answers-mail', inReplyTo !== null || references.length > 0);
  note('list-mail', names.has('list-id') || names.has('list-post') || names.has('mailing-list'));
  note('signed-by-program', names.has('user-agent') || names.has('x-mailer'));
  note('bulk-fields', names.has('list-unsubscribe') || /bulk|junk/i.test(value('precedence').slice(0, 20)));
}

function subjectMarks(subject: string, note: Note): void {
  const text = subject.trim();
  note('loud-subject', isLoud(text));
  note('exclaiming-subject', (text.match(/[!?]/g)?.length ?? 0) / 2);
  note('money-subject', /[$€£]\s?\d|\d\s?[$€£%]/.test(text));
  note('trailing-token', /\s{4,}\S{3,30}$/.test(text));
  note('advertising-subject', /^\W{0,3}adv?\b|\(adv\)/i.test(text));
  note('answer-subject', /^(?:re|fw|fwd|tr|rép)\s?:/i.test(text));
  note('list-subject', /^(?:re: ?)?\[[^\]]{1,40}\]/i.test(text));
  note('no-subject', text === '');
}

/** Letters nearly all in capitals. */
function isLoud(text: string): boolean {
  const looked = text.slice(0, 300);
  // Most lines are prose, which this settles.
  if (smallLetters(looked) >= looked.length / 5) return false;
  const letters = looked.replace(/[^\p{L}]/gu, '');
  return letters.length >= 8 && letters.replace(/\p{Lu}/gu, '').length < letters.length / 5;
}

function smallLetters(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x61 && unit <= 0x7a) count++;
  }
  return count;
}

function bodyMarks({ leaves }: ParsedMessage, body: string, note: Note): void {
  const bodies = leaves.filter(({ role }) => role === 'body');
  note('html-alone', bodies.length > 0 && bodies.every(({ declaredType }) => declaredType === 'text/html'));
  const lines = body.split('\n').filter((line) => line.trim() !== '');
  const share = (wanted: (line: string) => boolean) => lines.filter(wanted).length / Math.max(1, lines.length);
  note('quotes', share((line) => line.startsWith('>')) * 4);
  note('code', share((line) => /^(?:[+-]{1,3}|@@|\s{0,8}[{}#]|\$ )|[;{}]\s?$/.test(line.slice(0, 200))) * 4);
  note('loud-lines', share((line) => isLoud(line)) * 4);
  const letters = Math.max(1, body.length);
  note('exclaiming', ((body.match(/!/g)?.length ?? 0) / letters) * 200);
  note('money', ((body.match(/\$\s?\d/g)?.length ?? 0) / letters) * 500);
  note('hardly-text', body.trim().length < 60);
  note('gaps', (body.match(/\S {6,}\S/g)?.length ?? 0) / 10);
  note('web-addresses', ((body.match(/https?:\/\//g)?.length ?? 0) / letters) * 300);
}

function htmlMarks(source: string, body: string, note: Note): void {
  const text = Math.max(1, body.trim().length);
  const many = (pattern: RegExp) => source.match(pattern)?.length ?? 0;
  note('broken-words', many(/[a-z]<!--[^>]{0,80}-->[a-z]|[a-z]<\/?[a-z]{5,20}>[a-z]/gi) / 3);
  note('written-as-codes', many(/&#x?[0-9a-f]{2,5};/gi) / 40);
  note('escaped-links', many(/href=["']?[^"'>\s]{0,60}%[0-9a-f]{2}/gi) / 2);
  note('pictures-for-text', many(/<img\b/gi) > 0 && text < 300);
  note('tracking-picture', many(/<img\b[^>]{0,300}(?:width|height)=["']?[01]["'\s>]/gi));
  note('shouting-fonts', many(/<font\b[^>]{0,120}size=["']?\+?[4-7]/gi) / 3);
  note('coloured-fonts', many(/<font\b[^>]{0,120}color=/gi) / 8);
  note('centred', many(/<center\b|align=["']?center/gi) / 6);
  note('form', many(/<form\b/gi));
  note('much-markup', source.length / text / 20);
}

/** What is quoted is somebody else's choice of words. */
function ownLines(body: string): string {
  return body
    .split('\n')
    .filter((line) => !line.startsWith('>'))
    .join('\n');
}

function wordMarks(text: string, phrases: PhraseBook, note: Note): void {
  const words = wordsOf(text);
  const counts = phrases.count(words);
  for (const [category, count] of counts) note(`words-${category}`, count / fullAt);
  const hidden = words.map(undisguised).filter((word) => word !== null);
  if (hidden.length > 0 && [...phrases.count(hidden).values()].length > 0) note('disguised-words', 1);
}
