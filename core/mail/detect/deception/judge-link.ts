// What is wrong with a link, by itself: each test answers with facts about it, never with its text.
import { domainToUnicode } from 'node:url';
import { registrableDomain } from '../../decide/registrable-domain.ts';
import type { Link } from './collect-links.ts';
import { latin } from './confusable.ts';
import type { LookAlike } from './look-alike-domain.ts';

export type LinkTest =
  | 'text-differs'
  | 'look-alike'
  | 'numeric-host'
  | 'user-info'
  | 'mixed-script'
  | 'data-page'
  | 'code-picture';

export interface LinkSurroundings {
  readonly lookAlike: (host: string) => LookAlike | null;
  /** Domains of ours and our partners. */
  readonly isGuarded: (host: string) => boolean;
}

type Facts = Readonly<Record<string, string>>;

/** Facts by test; a test that found nothing is absent. */
export function judgeLink(link: Link, { lookAlike, isGuarded }: LinkSurroundings): ReadonlyMap<LinkTest, Facts> {
  const found = new Map<LinkTest, Facts>();
  if (/^data:\s{0,5}(?:text\/html|image\/svg)/i.test(link.target.slice(0, 40)))
    found.set('data-page', { from: link.from });
  const url = parsed(link.target);
  if (url === null) return found;
  const { hostname: host } = url;
  const imitated = lookAlike(host);
  if (imitated !== null) found.set('look-alike', { ...imitated, from: link.from });
  if (isNumeric(host)) found.set('numeric-host', { from: link.from });
  // https://www.agency.example@elsewhere.invalid/: what stands before the sign looks like where it leads.
  if (/^[^.]{1,200}\.[^.]|%2e/i.test(url.username.slice(0, 300))) found.set('user-info', { from: link.from });
  if (isMixed(host)) found.set('mixed-script', { from: link.from });
  if (link.from === 'code-picture') found.set('code-picture', {});
  const shown = link.shown === null ? null : shownDomain(link.shown);
  if (shown !== null && link.from === 'anchor') {
    const differs = shown !== (registrableDomain(host)?.domain ?? host);
    if (differs) found.set('text-differs', { shows: isGuarded(shown) ? 'guarded' : 'other' });
  }
  return found;
}

function parsed(target: string): URL | null {
  const text = target.startsWith('//') ? `https:${target}` : target;
  if (!/^\s*https?:/i.test(text.slice(0, 40)) || !URL.canParse(text)) return null;
  return new URL(text);
}

/** `URL` writes every way to give an IPv4 address (decimal, hexadecimal, octal) as four numbers. */
function isNumeric(host: string): boolean {
  return host.startsWith('[') || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);
}

/** A label that mixes Latin letters with those of another script, or is written in such letters to look Latin. */
function isMixed(host: string): boolean {
  if (!host.includes('xn--')) return false;
  return domainToUnicode(host)
    .split('.')
    .some((label) => {
      const foreign =
        /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}]/u.test(label);
      return foreign && (/[a-z]/.test(label) || /^[a-z0-9-]+$/.test(latin(label)));
    });
}

/** Endings that are also ends of file names or words, and therefore say nothing without a scheme or `www.` before them. */
const ambiguousEndings = new Set([
  'md',
  'py',
  'sh',
  'pl',
  'rs',
  'zip',
  'mov',
  'so',
  'cc',
  'ps',
  'am',
  'is',
  'it',
  'me',
  'in',
  'as',
  'no',
  'net',
  'name',
  'app',
  'js',
]);

/** The registrable domain that a link's text claims to lead to; null for words. */
function shownDomain(shown: string): string | null {
  const text = shown
    .replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, '')
    .trim()
    .toLowerCase();
  const parts =
    /^(https?:\/\/|www\.)?([\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8})(?:[:/?#][^\s]{0,290})?$/u.exec(text);
  if (parts === null) return null;
  const [, sure, host = ''] = parts;
  const ending = host.slice(host.lastIndexOf('.') + 1);
  if (sure === undefined && (ambiguousEndings.has(ending) || !/^\p{L}{2,}$/u.test(ending))) return null;
  if (!URL.canParse(`http://${host}`)) return null;
  return registrableDomain(new URL(`http://${host}`).hostname)?.domain ?? null;
}
