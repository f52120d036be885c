// What the bench asks for: every page of the console, and the lists from their ends, narrowed, and deep within.
import { dayOf } from '../../core/oversight/calendar.ts';
import type { ShownPage } from '../../tests/console/scene.ts';
import { shownPages } from '../../tests/console/scene.ts';
import { zone } from '../../tests/harness/oversight-under-test.ts';
import { busy, clauses, itemAt } from './fill-ledger.ts';

/** `items` held, the newest at `newest`. */
export function measuredPages(items: number, newest: number): readonly ShownPage[] {
  const at = (part: number) => itemAt(Math.floor(items * part), newest);
  const middle = at(0.5);
  const after = (part: number) => `${at(part).retainedAt}-${at(part).id}`;
  const day = (part: number) => dayOf(at(part).retainedAt, zone);
  const queue = (name: string, query: Readonly<Record<string, string>>): ShownPage => ({
    name: `held: ${name}`,
    person: 'carla',
    path: () => `/held?${new URLSearchParams({ class: '', state: '', ...query })}`,
  });
  const reason = `default/${clauses[3]}`;
  const party = middle.envelope.mailFrom;
  return [
    ...shownPages.filter(({ name }) => name !== 'no-such-page'),
    queue('everything', {}),
    queue('that wait, from the middle on', { class: 'held', state: 'kept', after: after(0.5) }),
    queue('that wait, from the end on', { class: 'held', state: 'kept', after: after(0.999) }),
    queue('blocked, whatever became of them', { class: 'blocked' }),
    queue('a class that is rare', { class: 'stripped-original' }),
    queue('a state that is rare', { state: 'refused' }),
    queue('released', { state: 'released' }),
    queue('by reason', { class: 'held', state: 'kept', reason }),
    queue('by reason, from the middle on', { class: 'held', state: 'kept', reason, after: after(0.5) }),
    queue('of one party', { party }),
    queue('of one party, from the middle on', { party, after: after(0.5) }),
    queue('of a busy party', { party: busy }),
    queue('of a busy party, in a rare state', { party: busy, state: 'refused' }),
    queue('of a busy party, of a rare class', { party: busy, class: 'stripped-original' }),
    queue('of a busy party, by reason', { party: busy, class: 'held', state: 'kept', reason }),
    queue('of one day', { class: 'held', state: 'kept', from: day(0.5), until: day(0.5) }),
    queue('by reason, of one day', { class: 'held', state: 'kept', reason, from: day(0.7), until: day(0.7) }),
    { name: 'held: one item', person: 'carla', path: () => `/held/${middle.id}` },
    { name: 'held: a spreadsheet', person: 'carla', path: () => '/held?format=csv' },
    { name: 'my mail: one message', person: 'emil', path: () => `/me/held/${itemAt(0, newest).id}` },
    { name: 'case: everything it covers', person: 'ines', path: (scene) => `/cases/${scene.case}/search` },
    { name: 'case: by sender', person: 'ines', path: (scene) => `/cases/${scene.case}/search?sender=emil` },
    { name: 'case: nothing found', person: 'ines', path: (scene) => `/cases/${scene.case}/search?sender=nobody` },
    { name: 'trail: of one action', person: 'aude', path: () => '/audit?action=search-case' },
    { name: 'trail: nothing found', person: 'aude', path: () => '/audit?actor=nobody' },
  ];
}
