// What every page forbids the browser: nothing but our own files is loaded, nothing else runs, nobody frames the page.
import type { Context } from 'hono';

export const pageHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

export function protect(context: Context): void {
  for (const [name, value] of Object.entries(pageHeaders)) context.header(name, value);
}
