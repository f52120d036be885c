// Mails whose build is odd or broken, byte by byte. None may be let through unread.
import { compoundFile } from '../cfb.ts';
import { noise } from '../der.ts';
import { ana, attached, base64Lines, ben, type MadeMail, mail, outside } from '../mail.ts';
import { mixed, raw, text } from '../odd-mail.ts';
import { uuencoded, yencoded } from '../old-encodings.ts';
import { docx, docxType } from '../ooxml.ts';
import { msg, tnef } from '../outlook.ts';
import { zip } from '../zip.ts';
import { markedNote } from './forwarded.ts';
import { program } from './unsafe.ts';

const marked = docx({ body: ['Relocation plan'], header: 'PROTECTED B' });

const rawMails: readonly (readonly [string, Buffer])[] = [
  raw('structure/uuencoded-text', [
    'Content-Type: text/plain',
    '',
    'Here is the list.',
    '',
    ...uuencoded('list.txt', Buffer.from('12 chairs\n')),
  ]),
  raw('structure/uuencoded-program', [
    'Content-Type: text/plain',
    '',
    'Here is the tool.',
    '',
    ...uuencoded('setup.exe', program()),
  ]),
  raw(
    'structure/uuencoded-marked-word',
    ['Content-Type: text/plain', '', 'Here is the plan.', '', ...uuencoded('plan.docx', marked)],
    ana,
    outside,
  ),
  raw('structure/yencoded-program', [
    'Content-Type: text/plain; charset=iso-8859-1',
    'Content-Transfer-Encoding: 8bit',
    '',
    'Here is the tool.',
    '',
    ...yencoded('setup.exe', program()),
  ]),
  raw('structure/long-lines', ['Content-Type: text/plain', '', `The list: ${'chair, '.repeat(600)}and a table.`]),
  raw('structure/eight-bit-headers', [
    'X-Place: Qu\xe9bec',
    'Content-Type: text/plain; charset=iso-8859-1',
    'Content-Transfer-Encoding: 8bit',
    '',
    'La r\xe9union est \xe0 midi.',
  ]),
  raw('structure/nul-bytes', ['Content-Type: text/plain', '', 'Twelve\0chairs\0']),
  raw('structure/unknown-charset', [
    'Content-Type: text/plain; charset=x-unheard-of',
    '',
    'The chairs come on Monday.',
  ]),
  raw(
    'structure/utf16-body-marked',
    [
      'Content-Type: text/plain; charset=utf-16le',
      'Content-Transfer-Encoding: base64',
      '',
      ...base64Lines(Buffer.from('PROTECTED B\r\n\r\nThe move takes two weekends.\r\n', 'utf16le')),
    ],
    ana,
    outside,
  ),
  raw(
    'structure/utf7-body-marked',
    ['Content-Type: text/plain; charset=utf-7', '', '+AFAAUgBPAFQARQBDAFQARQBE- B', '', 'The move takes two weekends.'],
    ana,
    outside,
  ),
  raw(
    'structure/quoted-printable-marked',
    [
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      '=50=52=4F=54=45=43=54=45=44=20=42',
      '',
      'The move takes two week=',
      'ends.',
    ],
    ana,
    outside,
  ),
  raw('structure/hundred-parts', mixed(...Array.from({ length: 100 }, (_, i) => text(`part ${i + 1}`)))),
  raw('structure/deep-multiparts-marked', deepMultiparts(60), ana, outside),
  raw('structure/related-in-alternative', [
    'Content-Type: multipart/alternative; boundary="=_o"',
    '',
    '--=_o',
    'Content-Type: text/plain',
    '',
    'The chairs come on Monday.',
    '--=_o',
    'Content-Type: multipart/related; boundary="=_i"',
    '',
    '--=_i',
    'Content-Type: text/html',
    '',
    '<p>The chairs come on Monday.</p>',
    '--=_i--',
    '--=_o--',
  ]),
  raw(
    'structure/marked-in-html-alternative-only',
    [
      'Content-Type: multipart/alternative; boundary="=_o"',
      '',
      '--=_o',
      'Content-Type: text/plain',
      '',
      'See the formatted text.',
      '--=_o',
      'Content-Type: text/html',
      '',
      '<p>PROTECTED B</p><p>The move takes two weekends.</p>',
      '--=_o--',
    ],
    ana,
    outside,
  ),
  raw(
    'structure/apple-double-word',
    mixed(text('See the plan.'), [
      'Content-Type: multipart/appledouble; boundary="=_ad"',
      '',
      '--=_ad',
      'Content-Type: application/applefile; name="plan.docx"',
      'Content-Transfer-Encoding: base64',
      '',
      ...base64Lines(Buffer.from('0005160700020000000000000000000000000000000000000000', 'hex')),
      '--=_ad',
      ...attached({ name: 'plan.docx', type: docxType, content: marked }),
      '--=_ad--',
    ]),
    ana,
    outside,
  ),
  raw(
    'structure/external-body',
    mixed(text('See the file.'), [
      'Content-Type: message/external-body; access-type=anon-ftp; site="ftp.elsewhere.example"; name="a.txt"',
      '',
      'Content-Type: text/plain',
      '',
      '',
    ]),
  ),
  raw('structure/partial-message', [
    'Content-Type: message/partial; id="a@elsewhere.example"; number=1; total=2',
    '',
    'From: Sam <sam@elsewhere.example>',
    'Subject: first half',
    '',
    'The list:',
  ]),
];

function deepMultiparts(depth: number): string[] {
  let lines = ['Content-Type: text/plain', '', 'PROTECTED B', '', 'the innermost text'];
  for (let i = 0; i < depth; i++)
    lines = [`Content-Type: multipart/mixed; boundary="=_d${i}"`, '', `--=_d${i}`, ...lines, `--=_d${i}--`];
  return lines;
}

const made: readonly MadeMail[] = [
  {
    path: 'structure/winmail-renamed',
    attachments: [
      {
        name: 'notes.bin',
        content: tnef({
          subject: 'Plan',
          body: 'See the plan.',
          attachments: [{ name: 'plan.docx', content: marked }],
        }),
      },
    ],
  },
  {
    path: 'structure/outlook-item-in-zip',
    attachments: [
      {
        name: 'mail.zip',
        type: 'application/zip',
        content: zip([
          {
            name: 'Plan.msg',
            content: msg({
              subject: 'Plan',
              body: 'See the plan.',
              attachments: [{ name: 'plan.docx', content: marked }],
            }),
          },
        ]),
      },
    ],
  },
  { path: 'structure/mail-file-attached', attachments: [{ name: 'plan.eml', content: markedNote.join('\r\n') }] },
  {
    path: 'structure/zip-behind-picture',
    from: outside,
    to: ben,
    attachments: [
      {
        name: 'photo.gif',
        type: 'image/gif',
        content: Buffer.concat([
          Buffer.from('R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==', 'base64'),
          zip([{ name: 'setup.exe', content: program() }]),
        ]),
      },
    ],
  },
  { path: 'structure/unknown-bytes', from: outside, to: ben, attachments: [{ name: 'data.bin', content: noise(600) }] },
  {
    path: 'structure/empty-attachment',
    from: outside,
    to: ben,
    attachments: [{ name: 'empty.txt', type: 'text/plain', content: '' }],
  },
  {
    path: 'structure/empty-compound-file',
    from: outside,
    to: ben,
    attachments: [
      {
        name: 'old.doc',
        type: 'application/msword',
        content: compoundFile([{ name: 'Contents', content: Buffer.from('nothing much') }]),
      },
    ],
  },
  {
    path: 'structure/same-name-twice',
    from: outside,
    to: ben,
    attachments: [
      { name: 'a.txt', type: 'text/plain', content: 'first\n' },
      { name: 'a.txt', type: 'text/plain', content: 'second\n' },
    ],
  },
  {
    path: 'structure/path-in-name',
    from: outside,
    to: ben,
    attachments: [{ name: '../../etc/list.txt', type: 'text/plain', content: 'list\n' }],
  },
];

export function structureMails(): ReadonlyMap<string, Buffer> {
  return new Map([...made.map((one) => [one.path, mail(one)] as const), ...rawMails]);
}
