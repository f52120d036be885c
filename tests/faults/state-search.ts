// Every state that one mail can come to, from every state by every event, cut off at every lasting step (DESIGN section 7a).
import { openFor, retriedFor } from '../../core/mail/intake/accept.ts';
import { isTerminal } from '../../core/model/recipient-state.ts';
import type { TestMail } from '../harness/kill-messages.ts';
import { comings, type Event, type Facts, type HopAnswer, type Interruption, type World } from './state-world.ts';

export interface StateReport {
  readonly states: number;
  readonly transitions: number;
  readonly problems: readonly string[];
}

export interface SearchBounds {
  readonly kinds: readonly Interruption['kind'][];
  /** The first one for what hands nothing over. */
  readonly hops: readonly HopAnswer[];
}

interface Place {
  readonly saved: unknown;
  readonly facts: Facts;
  /** How it was come to, for who reads of a problem. */
  readonly way: string;
}

export async function searchStates(
  mail: TestMail,
  world: World,
  clock: { readonly now: number },
  { kinds, hops }: SearchBounds,
): Promise<StateReport> {
  const known = new Set<string>();
  const waiting: Place[] = [];
  const problems: string[] = [];
  let transitions = 0;

  const remember = (facts: Facts, way: string): void => {
    const state = stateOf(facts, clock.now);
    if (known.has(state)) return;
    known.add(state);
    if (goesOn(facts)) waiting.push({ saved: world.save(), facts, way });
  };
  /** Resolves with the lasting steps that were taken. */
  const visit = async ({ saved, facts, way }: Place, event: Event): Promise<readonly string[]> => {
    world.restore(saved);
    const steps = await world.happen(event, facts);
    transitions++;
    const after = await world.facts();
    const wayHere = `${way} › ${nameOf(event)}`;
    const wrong = [...wrongStep(event, facts, after), ...wrongState(mail, after)];
    problems.push(...wrong.map((one) => `${wayHere}: ${one}`));
    remember(after, wayHere);
    return steps;
  };
  remember(await world.facts(), '');
  for (let place = waiting.shift(); place !== undefined; place = waiting.shift()) {
    for (const event of wholeEvents(hops)) {
      const steps = await visit(place, event);
      for (const interruption of cuts(event, steps, kinds)) await visit(place, { ...event, interruption });
    }
    problems.push(...(await wrongEnd(place, mail, world)).map((wrong) => `${place?.way}: ${wrong}`));
  }
  return { states: known.size, transitions, problems };
}

function wholeEvents(hops: readonly HopAnswer[]): readonly Event[] {
  return comings.flatMap((coming) => {
    const handsOver = coming === 'arrive' || coming === 'resume' || coming === 'release';
    return (handsOver ? hops : hops.slice(0, 1)).map((hop) => ({ coming, hop, interruption: null }));
  });
}

/** Before the first hand-over, what the next hop would have said changes nothing. */
function cuts(
  { hop }: Event,
  steps: readonly string[],
  kinds: readonly Interruption['kind'][],
): readonly Interruption[] {
  const handedOver = steps.indexOf('relay.deliver');
  if (hop !== 'takes' && handedOver === -1) return [];
  const first = hop === 'takes' ? 0 : handedOver;
  return steps.flatMap((_, n) => (n < first ? [] : kinds.map((kind) => ({ kind, step: n + 1 }))));
}

/** Ends where all would begin anew: at a second attempt, and at a second copy, which core cannot tell from the first. */
function goesOn({ attempts, copies }: Facts): boolean {
  return attempts.length < 2 && [...copies.values()].every((count) => count < 2);
}

function nameOf({ coming, hop, interruption }: Event): string {
  return `${coming} (${hop}${interruption === null ? '' : `, ${interruption.kind} step ${interruption.step}`})`;
}

/** Without the clock's own value, which never comes again. */
function stateOf({ attempts, items, raw, sealed, copies }: Facts, now: number): string {
  return JSON.stringify([
    attempts.map(({ attempt, recipients }) => [
      [openFor, retriedFor].map((age) => now - attempt.openedAt >= age),
      recipients.map(({ address, state, acknowledgedAt }) => [address, state, acknowledgedAt !== null]),
    ]),
    items.map(({ id, class: heldClass, state }) => [id, heldClass, state]).sort(),
    [...raw].sort(),
    [...sealed].sort(),
    [...copies].sort(),
  ]);
}

/** Who was served, or is stopped, gets nothing more but by a release, and nobody gets two copies from one event. */
function wrongStep({ coming }: Event, before: Facts, after: Facts): readonly string[] {
  const problems: string[] = [];
  const latest = before.attempts.at(-1);
  const isNew = after.attempts.length > before.attempts.length;
  for (const [address, count] of after.copies) {
    const more = count - (before.copies.get(address) ?? 0);
    if (more > 1) problems.push(`${address} got ${more} copies at once`);
    const state = latest?.recipients.find((recipient) => recipient.address === address)?.state;
    if (more > 0 && !isNew && state !== undefined && isTerminal(state) && coming !== 'release')
      problems.push(`${address} was ${state} and got a copy`);
  }
  return problems;
}

function wrongState(mail: TestMail, facts: Facts): readonly string[] {
  const { attempts, items, copies } = facts;
  const copiesOf = (address: string) => copies.get(address) ?? 0;
  const problems = attempts.flatMap(({ attempt, recipients }) =>
    recipients.flatMap(({ address, state }) => {
      if (state === 'served') return copiesOf(address) === 0 ? [`${address} counts as served and is not`] : [];
      const stopped = state === 'held' || state === 'blocked';
      return stopped && !isKept(address, attempt.id, facts) ? [`${address} is ${state} and nothing is kept`] : [];
    }),
  );
  const letGo = items.some(({ state }) => state === 'released');
  for (const [address, fate] of mail.recipients) {
    if (fate === 'stopped' && copiesOf(address) > 0 && !letGo) problems.push(`${address} got what is stopped`);
  }
  return problems;
}

function isKept(address: string, attempt: string, { items, sealed }: Facts): boolean {
  return items.some(
    (item) =>
      item.attempt === attempt &&
      item.state === 'kept' &&
      sealed.includes(item.id) &&
      item.recipients.some((recipient) => recipient.address === address),
  );
}

/** From wherever: once the client comes again, everybody has a fate; and once nobody comes for a week, nothing is open. */
async function wrongEnd({ saved, facts }: Place, mail: TestMail, world: World): Promise<readonly string[]> {
  const sound = { hop: 'takes', interruption: null } as const;
  world.restore(saved);
  await world.happen({ coming: 'arrive', ...sound }, facts);
  const last = (await world.facts()).attempts.at(-1)?.recipients ?? [];
  const fated = new Set(last.filter(({ state }) => isTerminal(state)).map(({ address }) => address));
  const problems = [...mail.recipients.keys()]
    .filter((address) => !fated.has(address))
    .map((address) => `${address} has no fate when the client comes again`);

  world.restore(saved);
  for (const coming of ['a week passes', 'resume'] as const) await world.happen({ coming, ...sound }, facts);
  const left = await world.facts();
  const open = left.attempts.flatMap(({ recipients }) => recipients.filter(({ state }) => !isTerminal(state)));
  problems.push(...open.map(({ address, state }) => `${address} is left ${state} after a week`));
  return left.raw.length > 0 ? [...problems, 'a raw copy is left after a week'] : problems;
}
