// Which language a request is answered in: as chosen on a page, else the person's own, else the browser's.
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Language } from '../../core/oversight/people/person.ts';

const cookie = 'language';
/** Seconds. */
const aYear = 365 * 86_400;

export function isLanguage(text: string | undefined): text is Language {
  return text === 'en' || text === 'fr';
}

/** Null when nobody chose. */
export function chosenLanguage(context: Context): Language | null {
  const asked = context.req.query('lang');
  if (isLanguage(asked)) return asked;
  const kept = getCookie(context, cookie);
  return isLanguage(kept) ? kept : null;
}

export function rememberLanguage(context: Context, language: Language): void {
  setCookie(context, cookie, language, { path: '/', maxAge: aYear, sameSite: 'Lax', httpOnly: true });
}

/** From language tags, best first (RFC 9110 section 12.5.4); English when neither is named. */
export function languageOf(tags: string): Language {
  const found = /(?:^|[\s,])(en|fr)\b/i.exec(tags.slice(0, 200));
  return found?.[1]?.toLowerCase() === 'fr' ? 'fr' : 'en';
}
