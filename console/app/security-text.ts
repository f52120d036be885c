// How to report a vulnerability, where researchers look for it (RFC 9116).

/** RFC 9116 section 2.5.5 asks for less than a year; made anew at each request, it never runs out. */
const validFor = 180 * 24 * 3_600_000;

/** `contact` is an address of mail; `now` in milliseconds since the epoch. */
export function securityText(contact: string, now: number): string {
  const expires = new Date(now + validFor).toISOString().replace(/\.\d+Z$/, 'Z');
  return [`Contact: mailto:${contact}`, `Expires: ${expires}`, 'Preferred-Languages: en, fr', ''].join('\n');
}
