// Markings in attachments: where people and programs put them, and texts that only talk about them.
import { ben, type MadeMail, mail, outside } from '../mail.ts';
import { odt, odtType } from '../odt.ts';
import {
  docx,
  docxType,
  pptx,
  pptxType,
  type SheetContent,
  type SlideContent,
  type WordContent,
  xlsx,
  xlsxType,
} from '../ooxml.ts';
import { msg, tnef } from '../outlook.ts';
import { type PdfContent, pdf } from '../pdf.ts';
import { zip } from '../zip.ts';

const plan = ['Relocation plan', 'The move takes place over two weekends.', 'Costs are shared by both branches.'];
const policyText = [
  'How to handle marked papers',
  'A Protected B document is kept in a locked cabinet, and a Secret one in a safe.',
  'Staff who are unsure whether a paper is Confidential ask the records office.',
];

const word = (name: string, content: WordContent, file = 'plan.docx'): MadeMail => ({
  path: `markings/word-${name}`,
  attachments: [{ name: file, type: docxType, content: docx(content) }],
});
const excel = (name: string, content: SheetContent): MadeMail => ({
  path: `markings/excel-${name}`,
  attachments: [{ name: 'figures.xlsx', type: xlsxType, content: xlsx(content) }],
});
const slides = (name: string, content: SlideContent): MadeMail => ({
  path: `markings/powerpoint-${name}`,
  attachments: [{ name: 'briefing.pptx', type: pptxType, content: pptx(content) }],
});
const paper = (name: string, content: PdfContent): MadeMail => ({
  path: `markings/pdf-${name}`,
  attachments: [{ name: 'paper.pdf', type: 'application/pdf', content: pdf(content) }],
});
const label = 'MSIP_Label_5f2c1b6e-8f0a-4a6e-9d0b-0c7f3a1e2b44';

const marked = docx({ body: plan, header: 'PROTECTED B' });

const made: readonly MadeMail[] = [
  word('page-header', { body: plan, header: 'PROTECTED B' }),
  word('page-footer', { body: plan, footer: 'PROTECTED A / PROTÉGÉ A' }),
  word('page-header-french', {
    body: ['Plan de déménagement', 'Le déménagement dure deux fins de semaine.'],
    header: 'PROTÉGÉ B',
  }),
  word('watermark', { body: plan, watermark: 'SECRET' }),
  word('text-box', { body: plan, textBox: 'PROTECTED C' }),
  word('first-line', { body: ['OFFICIAL-SENSITIVE', ...plan] }),
  word('last-line', { body: [...plan, 'CLASSIFICATION: PROTECTED B'] }),
  word('table-cell', {
    body: plan,
    table: [
      ['Owner', 'Records office'],
      ['Classification', 'Protected B'],
      ['Version', '3'],
    ],
  }),
  word('property', { body: plan, core: { 'dc:title': 'Plan', 'cp:category': 'PROTECTED B' } }),
  word('custom-property', { body: plan, custom: { Classification: 'Protected B' } }),
  word('sensitivity-label', {
    body: plan,
    custom: {
      [`${label}_Enabled`]: 'true',
      [`${label}_Name`]: 'Protected B',
      [`${label}_SiteId`]: '0e1f2a3b-1111-4222-8333-444455556666',
    },
  }),
  word('isc-footer', { body: plan, footer: 'ISC: Restricted' }),
  word('isc-unrestricted', { body: plan, footer: 'ISC: Unrestricted' }),
  word('unclassified-header', { body: plan, header: 'UNCLASSIFIED / NON CLASSIFIÉ' }),
  word('nato-header', { body: plan, header: 'NATO RESTRICTED', footer: 'NATO RESTRICTED' }),
  word('pspf-header', { body: plan, header: 'OFFICIAL: Sensitive', footer: 'OFFICIAL: Sensitive' }),
  word('us-banner', {
    body: ['(U) The move takes place in May.', '(S) The new site is not announced.'],
    header: 'SECRET//NOFORN',
    footer: 'SECRET//NOFORN',
  }),
  word('tlp-footer', { body: plan, footer: 'TLP:AMBER' }),
  word('policy-text', { body: policyText, header: 'Records office', footer: 'Handling guide, edition 4' }),
  word('levels-listed', {
    body: [
      'Levels in use',
      'Protected A, Protected B, Protected C, Confidential, Secret and Top Secret.',
      'Each level has a page of its own below.',
    ],
  }),
  word('legal-footer', { body: plan, footer: 'This document is confidential and intended for the addressee only.' }),
  word('marked-file-name', { body: plan }, 'PROTECTED B - relocation plan.docx'),
  word('secret-santa', {
    body: ['Secret Santa', 'Draw a name and keep it secret until Friday.'],
    header: 'Social committee',
  }),
  excel('page-header', {
    rows: [
      ['Site', 'Cost'],
      ['North', '41000'],
    ],
    header: '&CPROTECTED B',
  }),
  excel('first-cell', { rows: [['PROTECTED A'], ['Site', 'Cost'], ['North', '41000']] }),
  excel('sheet-name', {
    rows: [
      ['Site', 'Cost'],
      ['North', '41000'],
    ],
    name: 'PROTECTED B',
  }),
  excel('hidden-sheet', { rows: [['PROTECTED B'], ['North', '41000']], name: 'Data', hidden: true }),
  excel('level-column', {
    rows: [
      ['Document', 'Level'],
      ['Handling guide', 'Unclassified'],
      ['Annex', 'see register'],
    ],
    name: 'Register',
  }),
  excel('custom-property', { rows: [['Site', 'Cost']], custom: { Classification: 'PROTECTED B' } }),
  slides('banner', {
    slides: [
      ['PROTECTED B', 'Relocation', 'Two weekends'],
      ['PROTECTED B', 'Costs'],
    ],
  }),
  slides('master', { slides: [['Relocation', 'Two weekends']], master: 'SECRET' }),
  slides('training', {
    slides: [['What does Protected B mean?', 'Injury outside the national interest, if disclosed'], ['Questions']],
  }),
  {
    path: 'markings/open-document-header',
    attachments: [{ name: 'plan.odt', type: odtType, content: odt({ body: plan, header: 'PROTECTED B' }) }],
  },
  paper('page-header', { pages: [plan, ['Annex']], header: 'PROTECTED B' }),
  paper('page-footer', { pages: [plan], footer: 'OFFICIAL-SENSITIVE' }),
  paper('metadata', { pages: [plan], info: { Title: 'Plan', Keywords: 'Classification: PROTECTED B' } }),
  paper('both-edges', { pages: [plan, ['Annex'], ['Map']], header: 'TOP SECRET', footer: 'TOP SECRET' }),
  paper('embedded-word', { pages: [['See the file inside.']], embedded: { name: 'plan.docx', content: marked } }),
  paper('mention', {
    pages: [['Audit of records', 'The auditors asked where Protected B files are kept.']],
    footer: 'Page 1 of 1',
  }),
  {
    path: 'markings/zip-of-marked-word',
    attachments: [
      { name: 'papers.zip', type: 'application/zip', content: zip([{ name: 'move/plan.docx', content: marked }]) },
    ],
  },
  {
    path: 'markings/zip-in-zip',
    attachments: [
      {
        name: 'papers.zip',
        type: 'application/zip',
        content: zip([{ name: 'inner.zip', content: zip([{ name: 'plan.docx', content: marked }]) }]),
      },
    ],
  },
  {
    path: 'markings/winmail-dat',
    attachments: [
      {
        name: 'winmail.dat',
        type: 'application/ms-tnef',
        content: tnef({
          subject: 'Plan',
          body: 'See the plan.\r\n',
          attachments: [{ name: 'plan.docx', content: marked }],
        }),
      },
    ],
  },
  {
    path: 'markings/outlook-item-attached',
    attachments: [
      {
        name: 'Plan.msg',
        type: 'application/vnd.ms-outlook',
        content: msg({ subject: 'Plan', body: 'PROTECTED B\r\n\r\nThe move takes two weekends.\r\n', attachments: [] }),
      },
    ],
  },
  {
    path: 'markings/outlook-item-with-word',
    attachments: [
      {
        name: 'Plan.msg',
        type: 'application/vnd.ms-outlook',
        content: msg({
          subject: 'Plan',
          body: 'See the plan.\r\n',
          attachments: [{ name: 'plan.docx', content: marked }],
        }),
      },
    ],
  },
  {
    path: 'markings/text-attachment',
    attachments: [
      { name: 'notes.txt', type: 'text/plain', content: 'CONFIDENTIAL\n\nNotes of the hearing.\n\nCONFIDENTIAL\n' },
    ],
  },
  {
    path: 'markings/rich-text-header',
    attachments: [
      {
        name: 'plan.rtf',
        type: 'application/rtf',
        content:
          '{\\rtf1\\ansi{\\header\\pard PROTECTED B\\par}\\pard Relocation plan\\par The move takes two weekends.\\par}',
      },
    ],
  },
  { path: 'markings/wrong-extension', attachments: [{ name: 'holiday.dat', content: marked }] },
  {
    path: 'markings/html-attachment',
    attachments: [
      {
        name: 'plan.html',
        type: 'text/html',
        content:
          '<html><body><p style="text-align:center"><b>PROTECTED B</b></p><p>The move takes two weekends.</p></body></html>',
      },
    ],
  },
  {
    path: 'markings/received-marked-word',
    from: outside,
    to: ben,
    attachments: [{ name: 'plan.docx', type: docxType, content: marked }],
  },
  {
    path: 'markings/received-from-gmail',
    from: 'Sam Field <sam.field@gmail.com>',
    to: ben,
    attachments: [{ name: 'plan.docx', type: docxType, content: marked }],
  },
];

export function markingMails(): ReadonlyMap<string, Buffer> {
  return new Map(made.map((one) => [one.path, mail(one)] as const));
}
