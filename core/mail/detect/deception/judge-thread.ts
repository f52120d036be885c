// Marks of a hijacked conversation: an answer from somebody who bears a participant's name but not the address.
import type { ParsedMessage } from '../../../model/message.ts';
import type { Organisation } from '../../../model/pack.ts';
import type { Reading } from '../../../model/part.ts';
import { isOurs, partsOf } from '../../decide/address.ts';
import { registrableDomain } from '../../decide/registrable-domain.ts';
import { partnerOf } from '../../decide/relation.ts';

const longestText = 60_000;
const longestLine = 500;
const mostParticipants = 100;
/** Words of a quoted line that are taken for part of a name. */
const nameSpan = 60;

/**
 * True when the quoted conversation is one of ours or a partner's, a participant in it has the author's name at another
 * domain, and the author's domain takes no part in it.
 */
export function isHijacked({ from }: ParsedMessage, readings: readonly Reading[], organisation: Organisation): boolean {
  const [author] = from;
  const name = wordsOf(author?.name ?? '');
  if (author === undefined || name.length < 2) return false;
  const own = registered(author.address);
  const lines = readings
    .filter(({ part }) => part.role === 'body')
    .slice(0, 4)
    .flatMap(({ regions }) => regions.filter(({ kind }) => kind === 'body').slice(0, 1))
    .flatMap(({ text }) => linesWithAddress(text.slice(0, longestText)));
  const participants = lines.flatMap(participantsIn).slice(0, mostParticipants);
  if (participants.some(({ address }) => registered(address) === own)) return false;
  const ofOurs = participants.some(
    ({ address }) => isOurs(address, organisation) || partnerOf(partsOf(address).domain, organisation) !== null,
  );
  return ofOurs && participants.some(({ before }) => name.every((word) => before.includes(word)));
}

function linesWithAddress(text: string): readonly string[] {
  if (!text.includes('@')) return [];
  return text.split('\n').flatMap((line) => (line.includes('@') ? [line.slice(0, longestLine)] : []));
}

/** Addresses of a line, each with the words before it: `From: Jane Doe <jane@…>`, `Le 3 mars, Jane Doe <jane@…> a écrit :`. */
function participantsIn(line: string): readonly { readonly address: string; readonly before: readonly string[] }[] {
  return [...line.matchAll(/[^\s<>()[\]"',;:@]{1,64}@[\p{L}\p{N}.-]{3,200}/gu)].map(({ 0: address, index }) => ({
    address,
    before: wordsOf(line.slice(Math.max(0, index - nameSpan), index)),
  }));
}

function wordsOf(name: string): readonly string[] {
  return name
    .slice(0, 200)
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length > 1);
}

function registered(address: string): string {
  const { domain } = partsOf(address);
  return registrableDomain(domain)?.domain ?? domain;
}
