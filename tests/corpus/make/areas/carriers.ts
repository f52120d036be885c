// Markings, programs and locked files in less usual wrappings, for several areas at once.
import { noise } from '../der.ts';
import { ana, attached, base64Lines, ben, head, type MadeMail, mail, outside, supplier } from '../mail.ts';
import { docx, docxType, pptx, pptxType, xlsx } from '../ooxml.ts';
import { msg } from '../outlook.ts';
import { pdf } from '../pdf.ts';
import { tar } from '../tar.ts';
import { zip } from '../zip.ts';
import { program } from './unsafe.ts';

const plan = ['Relocation plan', 'The move takes place over two weekends.'];
const marked = docx({ body: plan, header: 'PROTECTED B' });
const locked = zip([{ name: 'notes.txt', content: noise(60), encrypted: true }]);
const letter = (type: string, ...body: readonly string[]) =>
  ['From: Sam <sam@elsewhere.example>', 'Subject: letter', 'MIME-Version: 1.0', type, '', ...body].join('\r\n');
const withProgram = letter(
  'Content-Type: multipart/mixed; boundary="=_e"',
  '--=_e',
  ...attached({ name: 'setup.exe', content: program() }),
  '--=_e--',
);

const sent = (path: string, name: string, content: Buffer | string, type?: string): MadeMail => ({
  path,
  attachments: [{ name, content, ...(type === undefined ? {} : { type }) }],
});
const received = (path: string, name: string, content: Buffer | string, type?: string): MadeMail => ({
  ...sent(path, name, content, type),
  from: supplier,
  to: ben,
});

/** ECMA-119: the volume descriptor stands in sector 16. */
function discImage(): Buffer {
  const image = Buffer.alloc(18 * 2048);
  image.write('\x01CD001\x01', 16 * 2048, 'latin1');
  image.write('\xffCD001\x01', 17 * 2048, 'latin1');
  return image;
}

const made: readonly MadeMail[] = [
  sent(
    'markings/word-embedded-word',
    'report.docx',
    docx({ body: ['Report'], extra: [{ name: 'word/embeddings/plan.docx', content: marked }] }),
    docxType,
  ),
  sent(
    'markings/word-embedded-excel',
    'report.docx',
    docx({
      body: ['Report'],
      extra: [{ name: 'word/embeddings/figures.xlsx', content: xlsx({ rows: [['PROTECTED B'], ['North', '4']] }) }],
    }),
    docxType,
  ),
  sent(
    'markings/powerpoint-notes',
    'briefing.pptx',
    pptx({ slides: [['Relocation']], notes: 'PROTECTED B' }),
    pptxType,
  ),
  sent('markings/word-deleted-banner', 'plan.docx', docx({ body: plan, deleted: 'PROTECTED B' }), docxType),
  sent(
    'markings/tar-of-marked-word',
    'papers.tar',
    tar([{ name: 'move/plan.docx', content: marked }]),
    'application/x-tar',
  ),
  sent(
    'markings/mail-attached-with-word',
    'letter.eml',
    letter(
      'Content-Type: multipart/mixed; boundary="=_e"',
      '--=_e',
      ...attached({ name: 'plan.docx', type: docxType, content: marked }),
      '--=_e--',
    ),
    'message/rfc822',
  ),
  sent(
    'markings/outlook-item-in-outlook-item',
    'Outer.msg',
    msg({
      subject: 'Outer',
      body: 'See inside.',
      attachments: [
        { name: 'Inner.msg', content: msg({ subject: 'PROTECTED B - plan', body: 'The move.', attachments: [] }) },
      ],
    }),
    'application/vnd.ms-outlook',
  ),
  sent('markings/csv-first-line', 'figures.csv', 'PROTECTED B\nsite,cost\nnorth,41000\n', 'text/csv'),
  sent('markings/word-declared-as-text', 'plan.txt', marked, 'text/plain'),
  sent(
    'markings/pdf-with-link-text',
    'paper.pdf',
    pdf({ pages: [['Relocation plan', 'The move.', 'PROTECTED B / PROT\xc9G\xc9 B']] }),
    'application/pdf',
  ),
  sent('markings/markdown-banner', 'plan.md', '# PROTECTED B\n\nThe move takes two weekends.\n', 'text/markdown'),
  received(
    'unsafe/program-in-tar',
    'tools.tar',
    tar([{ name: 'bin/setup.exe', content: program() }]),
    'application/x-tar',
  ),
  received('unsafe/program-in-attached-mail', 'letter.eml', withProgram, 'message/rfc822'),
  received('unsafe/program-in-mail-file', 'letter.eml', withProgram),
  received(
    'unsafe/program-in-word',
    'order.docx',
    docx({ body: ['Order'], extra: [{ name: 'word/embeddings/setup.exe', content: program() }] }),
    docxType,
  ),
  received('unsafe/program-name-with-dot', 'setup.exe.', program()),
  received('unsafe/program-as-text', 'notes.txt', program(), 'text/plain'),
  received('unsafe/disc-image', 'tools.iso', discImage()),
  received(
    'unsafe/picture-with-script',
    'logo.svg',
    '<svg xmlns="http://www.w3.org/2000/svg"><script>window.location="https://files.shop.example/"</script></svg>',
    'image/svg+xml',
  ),
  received(
    'unsafe/html-with-program-as-data',
    'order.html',
    `<html><body><a download="order.exe" href="data:application/octet-stream;base64,${program().toString('base64')}">Open</a></body></html>`,
    'text/html',
  ),
  received(
    'unsafe/invitation-with-program',
    'invite.ics',
    [
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'UID:1',
      `ATTACH;ENCODING=BASE64;VALUE=BINARY;FILENAME=setup.exe:${program().toString('base64')}`,
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n'),
    'text/calendar',
  ),
  received(
    'unreadable/encrypted-zip-in-attached-mail',
    'letter.eml',
    letter(
      'Content-Type: multipart/mixed; boundary="=_e"',
      '--=_e',
      ...attached({ name: 'papers.zip', content: locked }),
      '--=_e--',
    ),
    'message/rfc822',
  ),
  received(
    'unreadable/encrypted-pdf-in-zip',
    'papers.zip',
    zip([{ name: 'paper.pdf', content: pdf({ pages: [['Minutes']], encrypted: true }) }]),
    'application/zip',
  ),
  received(
    'unreadable/encrypted-zip-in-word',
    'report.docx',
    docx({ body: ['Report'], extra: [{ name: 'word/embeddings/papers.zip', content: locked }] }),
    docxType,
  ),
  received('unreadable/encrypted-zip-named-text', 'papers.txt', locked, 'text/plain'),
];

function odd(
  path: string,
  lines: readonly string[],
  separator = '\r\n',
  from = ana,
  to = outside,
): readonly [string, Buffer] {
  return [
    path,
    Buffer.from([...head({ path, from, to, subject: 'Odd build' }), ...lines, ''].join(separator), 'latin1'),
  ];
}

const word = attached({ name: 'plan.docx', type: docxType, content: marked });
const body = ['Content-Type: text/plain', '', 'See the plan.'];
const wordHead = [
  'Content-Type: application/octet-stream; name="plan.docx"',
  'Content-Disposition: attachment; filename="plan.docx"',
];

const oddMails: readonly (readonly [string, Buffer])[] = [
  odd(
    'structure/line-feeds-only-marked-word',
    ['Content-Type: multipart/mixed; boundary="=_b"', '', '--=_b', ...body, '--=_b', ...word, '--=_b--'],
    '\n',
  ),
  odd('structure/boundary-without-quotes', [
    'Content-Type: multipart/mixed; boundary=simple ',
    '',
    '--simple',
    ...body,
    '--simple',
    ...word,
    '--simple--',
  ]),
  odd('structure/boundary-with-trailing-spaces', [
    'Content-Type: multipart/mixed; boundary="=_b"',
    '',
    '--=_b  ',
    ...body,
    '--=_b\t',
    ...word,
    '--=_b--  ',
  ]),
  odd('structure/comments-in-content-type', [
    'Content-Type: multipart/mixed (several) ; (a note) boundary="=_b"',
    '',
    '--=_b',
    ...body,
    '--=_b',
    ...word,
    '--=_b--',
  ]),
  odd('structure/folded-content-type', [
    'Content-Type:',
    ' multipart/mixed;',
    '\tboundary="=_b"',
    '',
    '--=_b',
    ...body,
    '--=_b',
    ...word,
    '--=_b--',
  ]),
  odd('structure/upper-case-everything', [
    'CONTENT-TYPE: MULTIPART/MIXED; BOUNDARY="=_b"',
    '',
    '--=_b',
    ...body,
    '--=_b',
    ...wordHead,
    'CONTENT-TRANSFER-ENCODING: BASE64',
    '',
    ...base64Lines(marked),
    '--=_b--',
  ]),
  odd('structure/boundary-in-rfc2231-pieces', [
    'Content-Type: multipart/mixed; boundary*0="=_"; boundary*1="b"',
    '',
    '--=_b',
    ...body,
    '--=_b',
    ...word,
    '--=_b--',
  ]),
  odd('structure/base64-without-padding', [
    'Content-Type: multipart/mixed; boundary="=_b"',
    '',
    '--=_b',
    ...body,
    '--=_b',
    ...wordHead,
    'Content-Transfer-Encoding: base64',
    '',
    ...base64Lines(Buffer.concat([marked, Buffer.alloc(marked.length % 3 === 0 ? 1 : 0)])).map((line) =>
      line.replace(/=+$/, ''),
    ),
    '--=_b--',
  ]),
  odd('structure/word-inline-without-name', [
    'Content-Type: multipart/mixed; boundary="=_b"',
    '',
    '--=_b',
    ...body,
    '--=_b',
    'Content-Type: application/octet-stream',
    'Content-Disposition: inline',
    'Content-Transfer-Encoding: base64',
    '',
    ...base64Lines(marked),
    '--=_b--',
  ]),
  odd('structure/quoted-printable-html-marked', [
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    '<p><b>PROTEC=',
    'TED=20B</b></p><p>The move takes two weekends.</p>',
  ]),
  odd('structure/same-boundary-inside', [
    'Content-Type: multipart/mixed; boundary="=_b"',
    '',
    '--=_b',
    'Content-Type: multipart/mixed; boundary="=_b"',
    '',
    '--=_b',
    ...body,
    '--=_b',
    ...word,
    '--=_b--',
    '--=_b--',
  ]),
];

export function carrierMails(): ReadonlyMap<string, Buffer> {
  return new Map([...made.map((one) => [one.path, mail(one)] as const), ...oddMails]);
}
