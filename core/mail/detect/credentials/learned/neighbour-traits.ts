// What is noted of the words right before and behind a value.
import type { Candidate } from '../candidate.ts';
import type { Token, TokenisedText } from '../tokens.ts';
import { at, bits, marks, noteBits } from './trait-layout.ts';

export function noteNeighbours(noted: number[], { first, last }: Candidate, token: Token, source: TokenisedText): void {
  const { tokens, text } = source;
  const end = tokens[last] ?? token;
  const next = tokens[last + 1];
  const previous = tokens[first - 1];
  noted.push(at.after + markOf(end.after));
  noted.push(
    at.before +
      (previous === undefined
        ? 0
        : markOf(previous.after || (previous.word === '' ? text.charAt(previous.start) : ''))),
  );
  noted.push(at['look -1'] + lookOf(previous, token, source), at['look -2'] + lookOf(tokens[first - 2], token, source));
  noted.push(at['look +1'] + lookOf(next, end, source));
  noted.push(at['word -1'] + partAt(tokens[first - 1], token), at['word -2'] + partAt(tokens[first - 2], token));
  noted.push(at['word -3'] + partAt(tokens[first - 3], token));
  noted.push(at['word +1'] + partAt(next, end), at['word +2'] + partAt(tokens[last + 2], end));
  noteBits(noted, at['meaning -1'], meaningAt(tokens[first - 1], token));
  noteBits(noted, at['meaning -2'], meaningAt(tokens[first - 2], token));
  noteBits(noted, at['meaning -3'], meaningAt(tokens[first - 3], token));
  noteBits(noted, at['meaning +1'], meaningAt(next, end));
  noteBits(noted, at['meaning +2'], meaningAt(tokens[last + 2], end));
  let seen = 0;
  let small = 0;
  for (let distance = 1; distance <= 12; distance++) {
    const near = tokens[first - distance];
    if (near === undefined || near.sentence !== token.sentence) break;
    noteBits(
      noted,
      at.near + (distance <= 1 ? 0 : distance <= 3 ? 1 : distance <= 6 ? 2 : 3) * bits,
      near.meanings & ~seen,
    );
    seen |= near.meanings;
    small |= 1 << near.spelling.part;
  }
  noteBits(noted, at['small word here'], small & ~1);
}

function partAt(token: Token | undefined, beside: Token): number {
  return token === undefined || token.line !== beside.line ? 0 : token.spelling.part;
}

function meaningAt(token: Token | undefined, beside: Token): number {
  return token === undefined || token.sentence !== beside.sentence ? 0 : token.meanings;
}

export function markOf(mark: string): number {
  const known = marks.indexOf(mark);
  return known >= 0 ? known : mark === '–' || mark === '—' ? marks.indexOf('-') : marks.length - 1;
}

export function lookOf(token: Token | undefined, beside: Token, { text }: TokenisedText): number {
  if (token === undefined) return 0;
  if (token.line !== beside.line) return 1;
  if (token.word === '') return 8;
  token.spelling.look ??= lookOfWord(text.slice(token.start, Math.min(token.end, token.start + 60)));
  return token.spelling.look;
}

function lookOfWord(word: string): number {
  const raw = word.replace(/[,.;:!?)]+$/, '');
  if (/^[\p{Ll}'’]+$/u.test(raw)) return 2;
  if (/^\p{Lu}[\p{Ll}'’]+$/u.test(raw)) return 3;
  if (/^\p{Lu}+$/u.test(raw)) return 4;
  if (/^[\d.,-]+$/.test(raw)) return 5;
  if (/@|:\/\//.test(raw)) return 7;
  if (/^[«"“'„(]/u.test(raw) || /[»"”]$/u.test(raw)) return 10;
  if (/^[a-z][a-z0-9]*[._\d-]?[a-z0-9]+$/.test(raw)) return 9;
  return 6;
}
