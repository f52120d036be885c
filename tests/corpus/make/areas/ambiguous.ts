// Programs in mails that one reader may understand in another way than the next.
import { attached, base64Lines } from '../mail.ts';
import { mixed, raw, text } from '../odd-mail.ts';
import { program } from './unsafe.ts';

const exe = attached({ name: 'setup.exe', content: program() });

const mails: readonly (readonly [string, Buffer])[] = [
  raw('structure/no-closing-boundary', mixed(text('See the file.'), exe).slice(0, -1)),
  raw('structure/duplicate-content-type', ['Content-Type: text/plain', ...mixed(text('See the file.'), exe)]),
  raw('structure/duplicate-boundary-parameter', [
    'Content-Type: multipart/mixed; boundary="=_x"; boundary="=_b"',
    ...mixed(text('See the file.'), exe).slice(1),
  ]),
  raw(
    'structure/duplicate-transfer-encoding',
    mixed(text('See the file.'), [
      'Content-Type: application/octet-stream; name="setup.exe"',
      'Content-Transfer-Encoding: 7bit',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename="setup.exe"',
      '',
      ...base64Lines(program()),
    ]),
  ),
  raw(
    'structure/two-file-names',
    mixed(text('See the file.'), [
      'Content-Type: application/octet-stream; name="notes.txt"',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename="setup.exe"',
      '',
      ...base64Lines(program()),
    ]),
  ),
  raw('structure/attachment-after-end', [...mixed(text('Nothing to see.')), '--=_b', ...exe, '--=_b--']),
  raw(
    'structure/name-in-rfc2231-pieces',
    mixed(text('See the file.'), [
      'Content-Type: application/octet-stream',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename*0*=utf-8\'\'set; filename*1=up; filename*2=".exe"',
      '',
      ...base64Lines(program()),
    ]),
  ),
  raw(
    'structure/name-in-encoded-word',
    mixed(text('See the file.'), [
      'Content-Type: application/octet-stream; name="=?utf-8?B?c2V0dXAuZXhl?="',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment',
      '',
      ...base64Lines(program()),
    ]),
  ),
  raw(
    'structure/base64-with-gaps',
    mixed(text('See the file.'), [
      'Content-Type: application/octet-stream; name="setup.exe"',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename="setup.exe"',
      '',
      ...base64Lines(program()).map((line) => ` ${line.replace(/.{10}/g, '$& ')}`),
    ]),
  ),
  raw('structure/program-as-body', [
    'Content-Type: application/octet-stream; name="setup.exe"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="setup.exe"',
    '',
    ...base64Lines(program()),
  ]),
  raw(
    'structure/unknown-transfer-encoding',
    mixed(text('See the file.'), [
      'Content-Type: application/octet-stream; name="setup.exe"',
      'Content-Transfer-Encoding: x-base64',
      'Content-Disposition: attachment; filename="setup.exe"',
      '',
      ...base64Lines(program()),
    ]),
  ),
];

export function ambiguousMails(): ReadonlyMap<string, Buffer> {
  return new Map(mails);
}
