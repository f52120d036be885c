// Who hears of a sender block, and what: security of a request, the manager and the reporter of what became of it.
import type { LedgerChange } from '../../model/ledger.ts';
import type { SenderBlock, UnwantedReport } from '../../model/sender-block.ts';
import type { Ledger } from '../../ports.ts';
import { find } from '../act.ts';
import type { HouseTerms } from '../house-terms.ts';
import { noticeTo, type Told } from '../notices/notice-to.ts';
import type { Person } from '../people/person.ts';
import { wordsOfTarget } from './block-target.ts';

type Reading = Pick<Ledger, 'record'>;

/** Of the block as it is from now on. */
export async function noticesOfBlock(
  block: SenderBlock,
  ledger: Reading,
  terms: HouseTerms,
  at: number,
): Promise<readonly LedgerChange[]> {
  const told =
    block.state === 'requested' ? [await requested(block, ledger, terms, at)] : await decided(block, ledger, at);
  return Promise.all(told.map(async (one) => ({ type: 'notice', notice: await noticeTo(one, terms) }) as const));
}

async function requested(
  { id, target, scope, askedBy, preview }: SenderBlock,
  ledger: Reading,
  { organisation, texts }: HouseTerms,
  at: number,
): Promise<Told> {
  const { messages, delivered } = preview;
  const counted = (language: 'en' | 'fr') => ({
    why: texts.word(language, 'block_preview', { messages, delivered }),
    todo: null,
  });
  return {
    kind: 'block-asked',
    to: organisation.contact,
    cause: ['block-asked', id],
    about: [wordsOfTarget(target)],
    values: { who: await nameOf(askedBy, ledger), scope },
    reasons: [{ en: counted('en'), fr: counted('fr') }],
    clauses: ['postern/sender-block'],
    at,
  };
}

async function decided(block: SenderBlock, ledger: Reading, at: number): Promise<readonly Told[]> {
  const { id, target, askedBy, report, state, until, decision, reviewed, undone } = block;
  const why = { why: (undone ?? reviewed ?? decision)?.why ?? '', todo: null };
  const reporter = report === null ? null : await find<UnwantedReport>(ledger, 'unwanted-report', report);
  const people = new Set([askedBy, ...(reporter === null ? [] : [reporter.value.by])]);
  const addresses = await Promise.all([...people].map((person) => addressOf(person, ledger)));
  return addresses
    .filter((to) => to !== null)
    .map((to) => ({
      kind: 'block-decided',
      to,
      cause: ['block-decided', id, state, String(at), to],
      about: [wordsOfTarget(target)],
      values: { state, until: until?.day ?? '' },
      reasons: [{ en: why, fr: why }],
      clauses: ['postern/sender-block'],
      at,
    }));
}

/** Where notices to an account go; null for somebody without an address. */
export async function addressOf(person: string, ledger: Reading): Promise<string | null> {
  return (await find<Person>(ledger, 'person', person))?.value.addresses[0] ?? null;
}

export async function nameOf(person: string, ledger: Reading): Promise<string> {
  return (await find<Person>(ledger, 'person', person))?.value.name ?? person;
}
