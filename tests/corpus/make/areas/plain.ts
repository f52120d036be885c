// Ordinary attachments: nothing in these mails may be stopped.
import { signedData } from '../der.ts';
import { attached, base64Lines, ben, head, type MadeMail, mail, outside, supplier } from '../mail.ts';
import { odt, odtType } from '../odt.ts';
import { docx, docxType, pptx, pptxType, xlsx, xlsxType } from '../ooxml.ts';
import { msg, tnef } from '../outlook.ts';
import { pdf } from '../pdf.ts';
import { sevenZip } from '../seven-zip.ts';
import { zip } from '../zip.ts';

const inbound = { from: outside, to: ben };
const agenda = ['Agenda', '1. Opening', '2. Parking at the arena', '3. Any other business'];
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==', 'base64');

const made: readonly MadeMail[] = [
  {
    path: 'plain/word-agenda',
    attachments: [
      {
        name: 'agenda.docx',
        type: docxType,
        content: docx({
          body: agenda,
          header: 'Parks and Recreation',
          footer: 'Page 1 of 1',
          core: { 'dc:title': 'Agenda' },
        }),
      },
    ],
  },
  {
    path: 'plain/word-agenda-received',
    ...inbound,
    attachments: [
      { name: 'agenda.docx', type: docxType, content: docx({ body: agenda, comment: 'Shall we add the budget?' }) },
    ],
  },
  {
    path: 'plain/excel-budget',
    attachments: [
      {
        name: 'budget.xlsx',
        type: xlsxType,
        content: xlsx({
          rows: [
            ['Item', 'Amount'],
            ['Chairs', '1200'],
            ['Tables', '3400'],
          ],
          header: '&CSpring budget&RPage &P',
        }),
      },
    ],
  },
  {
    path: 'plain/powerpoint-open-day',
    ...inbound,
    attachments: [
      {
        name: 'open day.pptx',
        type: pptxType,
        content: pptx({
          slides: [['Open day', 'Bring your family'], ['Programme']],
          notes: 'Thank the volunteers',
          master: 'Town of Maison',
        }),
      },
    ],
  },
  {
    path: 'plain/open-document-letter',
    ...inbound,
    attachments: [
      {
        name: 'lettre.odt',
        type: odtType,
        content: odt({
          body: ['Madame, Monsieur,', 'Veuillez trouver ci-joint le programme.'],
          header: 'Ville de Maison',
        }),
      },
    ],
  },
  {
    path: 'plain/pdf-invoice',
    from: supplier,
    to: ben,
    attachments: [
      {
        name: 'invoice-2041.pdf',
        type: 'application/pdf',
        content: pdf({
          pages: [['Invoice 2041', 'Twelve chairs', 'Total 1,260.00']],
          footer: 'Shop Ltd, 4 Main Street',
          info: { Title: 'Invoice 2041' },
        }),
      },
    ],
  },
  {
    path: 'plain/pdf-two-pages',
    attachments: [
      {
        name: 'programme.pdf',
        type: 'application/pdf',
        content: pdf({ pages: [['Programme'], ['Map of the site']], header: 'Summer festival' }),
      },
    ],
  },
  {
    path: 'plain/zip-of-documents',
    ...inbound,
    attachments: [
      {
        name: 'papers.zip',
        type: 'application/zip',
        content: zip([
          { name: 'minutes/january.txt', content: 'All present.\n' },
          { name: 'agenda.docx', content: docx({ body: agenda }) },
        ]),
      },
    ],
  },
  {
    path: 'plain/picture-in-signature',
    attachments: [{ name: 'logo.gif', type: 'image/gif', content: pixel, inline: true }],
  },
  {
    path: 'plain/text-and-csv',
    ...inbound,
    attachments: [
      { name: 'list.csv', type: 'text/csv', content: 'name,seat\nLee,14\nRoy,15\n' },
      { name: 'read me.txt', type: 'text/plain', content: 'Open the list with any program.\n' },
    ],
  },
  {
    path: 'plain/contact-card',
    ...inbound,
    attachments: [
      {
        name: 'claire.vcf',
        type: 'text/vcard',
        content:
          'BEGIN:VCARD\r\nVERSION:3.0\r\nN:Dumont;Claire\r\nFN:Claire Dumont\r\nTEL:+1 555 010 1234\r\nEND:VCARD\r\n',
      },
    ],
  },
  {
    path: 'plain/winmail-dat',
    ...inbound,
    attachments: [
      {
        name: 'winmail.dat',
        type: 'application/ms-tnef',
        content: tnef({
          subject: 'Chairs',
          body: 'The chairs come on Monday.\r\n',
          attachments: [{ name: 'list.txt', content: Buffer.from('12 chairs\r\n') }],
        }),
      },
    ],
  },
  {
    path: 'plain/outlook-item-attached',
    ...inbound,
    attachments: [
      {
        name: 'Chairs.msg',
        type: 'application/vnd.ms-outlook',
        content: msg({
          subject: 'Chairs',
          body: 'The chairs come on Monday.\r\n',
          attachments: [{ name: 'list.txt', content: Buffer.from('12 chairs\r\n') }],
        }),
      },
    ],
  },
  {
    path: 'plain/french-file-names',
    from: outside,
    to: ben,
    subject: '=?utf-8?Q?R=C3=A9union_d=27=C3=A9t=C3=A9?=',
    text: 'Bonjour,\nVoici les pièces de la réunion.\nÀ bientôt',
    attachments: [{ name: '=?utf-8?B?w6l0w6kudHh0?=', type: 'text/plain; charset=utf-8', content: 'Ordre du jour\n' }],
  },
  {
    path: 'plain/seven-zip',
    ...inbound,
    attachments: [{ name: 'notes.7z', type: 'application/x-7z-compressed', content: sevenZip }],
  },
  {
    path: 'plain/json-export',
    attachments: [{ name: 'export.json', type: 'application/json', content: '{"seats":[{"row":1,"free":12}]}\n' }],
  },
];

export function plainMails(): ReadonlyMap<string, Buffer> {
  const detached = [
    ...head({ path: 'plain/smime-signed', subject: 'Signed note' }),
    'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="=_signed"',
    '',
    '--=_signed',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'I confirm the booking for Monday.',
    '--=_signed',
    ...attached({ name: 'smime.p7s', type: 'application/pkcs7-signature', content: signedData(null) }),
    '--=_signed--',
    '',
  ];
  const opaque = [
    ...head({ path: 'plain/smime-signed-opaque', from: outside, to: ben, subject: 'Signed note' }),
    'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="smime.p7m"',
    '',
    ...base64Lines(signedData(Buffer.from('Content-Type: text/plain\r\n\r\nI confirm the booking for Monday.\r\n'))),
    '',
  ];
  return new Map([
    ...made.map((one) => [one.path, mail(one)] as const),
    ['plain/smime-signed', Buffer.from(detached.join('\r\n'))],
    ['plain/smime-signed-opaque', Buffer.from(opaque.join('\r\n'))],
  ]);
}
