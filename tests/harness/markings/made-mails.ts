// Mails that carry a marking in one carrier, in one dress, and mails that only mention it, made from a seed.
import { type Attachment, head, mail } from '../../corpus/make/mail.ts';
import { odt } from '../../corpus/make/odt.ts';
import { docx, pptx, xlsx } from '../../corpus/make/ooxml.ts';
import { pdf } from '../../corpus/make/pdf.ts';
import { type Random, random } from '../random.ts';
import {
  disguises,
  dressings,
  guides,
  mentions,
  paragraphs,
  settings,
  titles,
  type WrittenMark,
  writtenMarks,
} from './written-marks.ts';

export interface MadeMail {
  readonly raw: Uint8Array;
  /** Null when the mail only talks about levels. */
  readonly mark: WrittenMark | null;
  readonly carrier: string;
  /** How the line is written: `plain`, `dressed`, `set`, `disguised: …`, or `mentioned`. */
  readonly manner: string;
  /** The line itself, made here and never anybody's mail. */
  readonly line: string;
}

type Carry = (line: string, text: readonly string[], chance: Random) => Uint8Array;

const name = 'markings/made';
const body = (lines: readonly string[]): Uint8Array => mail({ path: name, text: lines.join('\n\n'), attachments: [] });

function page(html: string): Uint8Array {
  const lines = [
    ...head({ path: name }),
    'Content-Type: text/html; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    html,
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

const html = (line: string): string => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const inHtml =
  (around: (line: string, text: string) => string): Carry =>
  (line, text) =>
    page(around(html(line), text.map((each) => `<p>${html(each)}</p>`).join('')));
const inFile =
  (file: string, content: (line: string, text: readonly string[]) => Attachment['content']): Carry =>
  (line, text) =>
    mail({ path: name, attachments: [{ name: file, content: content(line, text) }] });

/** Carriers that hold a whole text: a marking may stand at its top or foot, a mention anywhere. */
export const carriers: Readonly<Record<string, Carry>> = {
  'body, top': (line, text) => body([line, ...text]),
  'body, foot': (line, text) => body([...text, line]),
  'body, under a greeting': (line, text) => body(['Hello,', line, ...text]),
  'body, single lines': (line, text) => mail({ path: name, text: [line, '', ...text].join('\n'), attachments: [] }),
  'body, quoted': (line, text) => body(['See below.', [line, '', ...text].map((each) => `> ${each}`).join('\n')]),
  'html, paragraph': inHtml((line, text) => `<html><body><p><b>${line}</b></p>${text}</body></html>`),
  'html, block span': inHtml(
    (line, text) => `<body><span style="display:block">${line}</span>Dear all,<br>${text}</body>`,
  ),
  'html, float': inHtml(
    (line, text) => `<body><span style="float:right">${line}</span><span>Dear all,</span>${text}</body>`,
  ),
  'html, absolute': inHtml(
    (line, text) =>
      `<body><span>Dear all,</span><b style="position:absolute;top:0">${line}</b><span> see below.</span>${text}</body>`,
  ),
  'html, button': inHtml((line, text) => `<body><div>Menu <button>${line}</button> Help</div>${text}</body>`),
  'html, class block': inHtml(
    (line, text) =>
      `<style>.m{display:block;color:red}</style><body>Hello<span class="m">${line}</span>all${text}</body>`,
  ),
  'html, cell': inHtml((line, text) => `<table><tr><td>${line}</td><td>Agency</td></tr></table>${text}`),
  'text file': inFile('notes.txt', (line, text) => [line, ...text].join('\n\n')),
  'word, header': inFile('memo.docx', (line, text) => docx({ body: text, header: line })),
  'word, footer': inFile('memo.docx', (line, text) => docx({ body: text, footer: line })),
  'word, first line': inFile('memo.docx', (line, text) => docx({ body: [line, ...text] })),
  'word, last line': inFile('memo.docx', (line, text) => docx({ body: [...text, line] })),
  'word, watermark': inFile('memo.docx', (line, text) => docx({ body: text, watermark: line })),
  'word, text box': inFile('memo.docx', (line, text) => docx({ body: text, textBox: line })),
  'open document, header': inFile('memo.odt', (line, text) => odt({ body: text.map(html), header: html(line) })),
  'powerpoint, master': inFile('brief.pptx', (line, text) => pptx({ slides: [text], master: line })),
  'powerpoint, slide': inFile('brief.pptx', (line, text) => pptx({ slides: [[...text, line]] })),
  'excel, first cell': inFile('list.xlsx', (line) => xlsx({ rows: [[line], ['Site', 'Day'], ['North', 'Monday']] })),
  'excel, header': inFile('list.xlsx', (line) =>
    xlsx({
      rows: [
        ['Site', 'Day'],
        ['North', 'Monday'],
      ],
      header: `&C${line.replaceAll('&', '&&')}`,
    }),
  ),
};

/** Carriers of few Latin letters. */
const narrow: Readonly<Record<string, Carry>> = {
  'pdf, header': inFile('memo.pdf', (line, text) =>
    pdf({ pages: [text.map((each) => each.slice(0, 60)), ['Annex']], header: line }),
  ),
  'pdf, footer': inFile('memo.pdf', (line, text) =>
    pdf({ pages: [text.map((each) => each.slice(0, 60))], footer: line }),
  ),
};

const fields: Readonly<Record<string, (written: string, chance: Random) => Uint8Array>> = {
  'subject, front': (written) => titled(`${written} - The lease of the annex`),
  'subject, brackets': (written) => titled(`RE: [${written}] The lease of the annex`),
  'subject, end': (written) => titled(`The lease of the annex - ${written}`),
  'subject, emoji': (written) => titled(`🔒 ${written} | The lease`),
  'field X-Classification': (written) => withField('X-Classification', written),
  'field X-Protective-Marking': (written) => withField('X-Protective-Marking', written),
  'property, custom': (written) =>
    mail({
      path: name,
      attachments: [{ name: 'a.docx', content: docx({ body: ['The lease'], custom: { Classification: written } }) }],
    }),
  'file name': (written) =>
    mail({
      path: name,
      attachments: [
        {
          name: `Lease - ${written.replace(/OFFICIAL:\s?Sensitive/, 'OFFICIAL_ Sensitive').replace(/[/:]+/g, ' ')}.txt`,
          content: 'The lease.',
        },
      ],
    }),
};

function encoded(text: string): string {
  return /^[ -~]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
}

function titled(subject: string): Uint8Array {
  return mail({ path: name, subject: encoded(subject), text: 'Please see below.', attachments: [] });
}

function withField(field: string, value: string): Uint8Array {
  return mail({ path: name, headers: { [field]: encoded(value) }, text: 'Please see below.', attachments: [] });
}

/** One mail a seed; about a third only mention a level. */
export function madeMail(seed: number): MadeMail {
  const chance = random(seed);
  const mark = one(chance, writtenMarks);
  const text = paragraphs(mark.lang, chance, 2 + chance.below(4));
  if (chance.below(3) === 0) return mentioned(mark, text, chance);
  if (chance.below(5) === 0) {
    const [carrier, carry] = one(chance, Object.entries(fields));
    return { raw: carry(mark.text, chance), mark, carrier, manner: 'plain', line: mark.text };
  }
  const { line, manner } = written(mark, chance);
  const wide = manner === 'plain' && /^[ -ÿ]*$/.test(line) ? { ...carriers, ...narrow } : carriers;
  const [carrier, carry] = one(chance, Object.entries(manner === 'set' ? bodies : wide));
  return { raw: carry(line, text, chance), mark, carrier, manner, line };
}

const bodies = Object.fromEntries(
  Object.entries(carriers).filter(([carrier]) => /body, (?:top|foot)|paragraph|text file/.test(carrier)),
);

function written(mark: WrittenMark, chance: Random): { readonly line: string; readonly manner: string } {
  const manner = chance.below(4);
  if (manner === 0) return { line: mark.text, manner: 'plain' };
  if (manner === 1) {
    const [kind, disguise] = one(chance, Object.entries(disguises));
    return { line: disguise(mark.text), manner: `disguised: ${kind}` };
  }
  if (manner === 2 && !mark.everyday && mark.scheme !== 'calgary-isc')
    return { line: one(chance, settings[mark.lang]).replace('{}', mark.text), manner: 'set' };
  return { line: one(chance, dressings).replace('{}', mark.text), manner: 'dressed' };
}

/** A text about levels, a subject about one, or a sentence among others. */
function mentioned(mark: WrittenMark, text: readonly string[], chance: Random): MadeMail {
  const kind = chance.below(4);
  if (kind === 0) return guided(mark, chance);
  if (kind === 1) {
    const title = one(chance, titles).replace('{}', levelOnly(mark));
    return { raw: titled(title), mark: null, carrier: 'subject', manner: 'mentioned', line: title };
  }
  const said = one(chance, mentions[mark.lang]).replace('{}', levelOnly(mark));
  const [carrier, carry] = one(
    chance,
    Object.entries(carriers).filter(([each]) => /body|html, (?:para|block)|text file|line|slide/.test(each)),
  );
  const raw = carry(chance.chance(0.3) ? (text[0] ?? '') : said, [text[0] ?? '', said, ...text], chance);
  return { raw, mark: null, carrier, manner: 'mentioned', line: said };
}

function guided(mark: WrittenMark, chance: Random): MadeMail {
  const others = writtenMarks.filter(({ scheme, level }) => scheme === mark.scheme && level !== mark.level);
  const other = others.length === 0 ? mark : one(chance, others);
  const guide = one(chance, guides).map((line) =>
    line.replaceAll('{}', levelOnly(mark)).replaceAll('[]', levelOnly(other)),
  );
  const [carrier, carry] = one(
    chance,
    Object.entries(bodies).filter(([each]) => !each.includes('foot')),
  );
  const [first = '', ...rest] = guide;
  return {
    raw: carry(first, rest, chance),
    mark: null,
    carrier,
    manner: 'mentioned in a guide',
    line: guide.join(' | '),
  };
}

/** Without caveats. */
function levelOnly({ text }: WrittenMark): string {
  return text.split(/ ?\/\/|: [A-Z]{3}| - | \[/)[0] ?? text;
}

function one<Value>(chance: Random, values: readonly Value[]): Value {
  const [first, ...others] = values;
  if (first === undefined) throw new Error('nothing to choose from; give at least one value');
  return chance.pick([first, ...others]);
}
