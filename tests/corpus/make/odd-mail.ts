// Mails put together line by line, for builds that no mail program makes.
import { ben, head, outside } from './mail.ts';

/** `lines` begin with the fields behind the usual head; each character is one byte. */
export function raw(path: string, lines: readonly string[], from = outside, to = ben): readonly [string, Buffer] {
  return [path, Buffer.from([...head({ path, from, to, subject: 'Odd build' }), ...lines, ''].join('\r\n'), 'latin1')];
}

export const mixed = (...parts: readonly (readonly string[])[]) => [
  'Content-Type: multipart/mixed; boundary="=_b"',
  '',
  ...parts.flatMap((part) => ['--=_b', ...part]),
  '--=_b--',
];

export const text = (...lines: readonly string[]) => ['Content-Type: text/plain', '', ...lines];
