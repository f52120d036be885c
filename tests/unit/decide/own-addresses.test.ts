// Whose address it is, over several hundred pairs; every second person was left out of tuning.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { givenNames } from '../../../core/mail/decide/given-names.ts';
import { likenessOf, type Person } from '../../../core/mail/decide/name-likeness.ts';

const file = new URL('../../fixtures/addresses/own-addresses.txt', import.meta.url);
const lists = { roleWords: new Set(linesOf('role-words')), givenNames: givenNames(new Set(linesOf('given-names'))) };

function linesOf(list: string): readonly string[] {
  return readFileSync(new URL(`../../../policy/lists/${list}.txt`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

interface Pair {
  readonly sender: Person;
  readonly other: Person;
  readonly own: boolean;
  readonly heldOut: boolean;
}

const pairs = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .flatMap((line, i): readonly Pair[] => {
    const [name = '', account = '', own = '', others = ''] = line.split('|').map((part) => part.trim());
    const sender = { name, address: `${account}@agency.example` };
    const list = (text: string, isOwn: boolean) =>
      peopleIn(text).map((other) => ({ sender, other, own: isOwn, heldOut: i % 2 === 1 }));
    return [...list(own, true), ...list(others, false)];
  });

function peopleIn(text: string): readonly Person[] {
  return [...text.matchAll(/(?:\[([^\]]*)\])?(\S+@\S+)/g)].map(([, name = '', address = '']) => ({ name, address }));
}

function figures(some: readonly Pair[]) {
  const found = some.filter(({ sender, other }) => likenessOf(other, sender, lists) !== null);
  const right = found.filter(({ own }) => own).length;
  return { precision: right / found.length, recall: right / some.filter(({ own }) => own).length };
}

describe('R-208 likeness of an address to the own name of a sender', () => {
  it('was tried on at least 300 pairs', () => {
    expect(pairs.length).toBeGreaterThanOrEqual(300);
  });

  it.each([
    ['all pairs', pairs],
    ['the pairs left out of tuning', pairs.filter(({ heldOut }) => heldOut)],
  ])('is right about %s: precision 0.97, recall 0.95', (_, some) => {
    const { precision, recall } = figures(some);
    expect(precision).toBeGreaterThanOrEqual(0.97);
    expect(recall).toBeGreaterThanOrEqual(0.95);
  });
});
