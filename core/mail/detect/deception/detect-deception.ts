// Finds what makes a message pass for something it is not: senders, links, codes in pictures, hidden text.
import type { Finding } from '../../../model/finding.ts';
import type { Reading } from '../../../model/part.ts';
import type { Rule, Rulebook } from '../../../rulebook/rulebook.ts';
import { isOurs, isWithin } from '../../decide/address.ts';
import type { Detector, DetectorInput } from '../detector.ts';
import { collectLinks } from './collect-links.ts';
import { judgeAuthor } from './judge-author.ts';
import { judgeLink, type LinkSurroundings } from './judge-link.ts';
import { isHijacked } from './judge-thread.ts';
import { lookAlikeFinder } from './look-alike-domain.ts';

interface Sighting {
  readonly test: string;
  readonly where: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** One finding a rule and place; a rule says in its parameters which `test` it is about, and which of its facts it wants. */
export const detectDeception: Detector = (input) => {
  const surroundings = surroundingsOf(input.rulebook);
  const sightings = [...aboutAuthor(input, surroundings), ...aboutContent(input, surroundings)];
  const rules = input.rulebook.rulesFor('deception');
  const seen = new Set<string>();
  return sightings.flatMap((sighting) => {
    const rule = rules.find((each) => fits(each, sighting));
    const key = `${rule?.id}\0${sighting.where}`;
    if (rule === undefined || seen.has(key)) return [];
    seen.add(key);
    return [findingOf(rule, sighting)];
  });
};

type Surroundings = LinkSurroundings & { readonly organisation: Rulebook['pack']['organisation'] };

/** Derived from the rulebook alone, once. */
const known = new WeakMap<Rulebook, Surroundings>();

function surroundingsOf(rulebook: Rulebook): Surroundings {
  const made = known.get(rulebook);
  if (made !== undefined) return made;
  const { organisation } = rulebook.pack;
  const guarded = [...organisation.domains, ...organisation.partners.map(({ domain }) => domain)];
  const surroundings: Surroundings = {
    organisation,
    lookAlike: lookAlikeFinder(organisation, rulebook.list('lure-words')),
    isGuarded: (host) => guarded.some((domain) => isWithin(host, domain)),
  };
  known.set(rulebook, surroundings);
  return surroundings;
}

function aboutAuthor({ message, readings, context }: DetectorInput, surroundings: Surroundings): readonly Sighting[] {
  const ours = message.from.every(({ address }) => isOurs(address, surroundings.organisation));
  const facts = judgeAuthor(message, context.mailFrom ?? '', surroundings);
  const sightings: Sighting[] = facts.map(({ test, value }) => ({ test, where: 'message', value }));
  if (!ours && isHijacked(message, readings, surroundings.organisation))
    sightings.push({ test: 'hijacked-thread', where: 'message', value: {} });
  return sightings;
}

function aboutContent({ readings }: DetectorInput, surroundings: Surroundings): readonly Sighting[] {
  return [
    ...collectLinks(readings).flatMap((link) =>
      [...judgeLink(link, surroundings)].map(([test, value]): Sighting => ({ test, where: link.where, value })),
    ),
    ...readings.flatMap(hiddenText),
  ];
}

/** A line of preview text that mail programs show beside the subject is hidden in many honest newsletters. */
const honestlyHidden = 400;

function hiddenText({ part, page }: Reading): readonly Sighting[] {
  if (page === undefined || part.path.includes('>')) return [];
  const { hidden, visible } = page;
  if (hidden <= honestlyHidden || hidden <= visible / 4) return [];
  return [{ test: 'hidden-text', where: part.path, value: { hidden, visible } }];
}

function fits({ parameters }: Rule, { test, value }: Sighting): boolean {
  if (parameters.test !== test) return false;
  const wanted = parameters.facts;
  if (typeof wanted !== 'object' || wanted === null) return true;
  return Object.entries(wanted).every(([name, values]) => Array.isArray(values) && values.includes(value[name]));
}

function findingOf({ id, kind, severity, confidence }: Rule, { where, value }: Sighting): Finding {
  return { rule: id, kind, severity, confidence, where, value, owner: null };
}
