// The zone in which times are shown: that of the browser, which the script beside the page tells by a cookie.
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';

/** An IANA name; `usual` where the browser told none that exists. */
export function zoneOfRequest(context: Context, usual: string): string {
  const told = getCookie(context, 'zone')?.slice(0, 64) ?? '';
  return isZone(told) ? told : usual;
}

function isZone(name: string): boolean {
  if (!/^[A-Za-z]+(?:[/_+-][A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
}
