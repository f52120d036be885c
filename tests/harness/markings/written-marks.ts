// Markings as people write them, and texts that only talk about levels: what made mails for measuring are made of.
import type { Random } from '../random.ts';

export interface WrittenMark {
  readonly scheme: string;
  /** Canonical level. */
  readonly level: string;
  readonly text: string;
  readonly lang: 'en' | 'fr';
  readonly sensitive: boolean;
  /** A word of everyday use, which needs more to be a marking than one that is never anything else. */
  readonly everyday: boolean;
}

function marks(scheme: string, lang: 'en' | 'fr', rows: readonly string[]): readonly WrittenMark[] {
  return rows.map((row) => {
    const [level = '', text = level, flags = ''] = row.split(' = ');
    return { scheme, level, text, lang, sensitive: !flags.includes('low'), everyday: flags.includes('word') };
  });
}

export const writtenMarks: readonly WrittenMark[] = [
  ...marks('ca-gc', 'en', [
    'PROTECTED A = Protected A',
    'PROTECTED A',
    'PROTECTED B',
    'PROTECTED B = PROTECTED B // SOLICITOR-CLIENT PRIVILEGE',
    'PROTECTED C',
    'SECRET = SECRET // CANADIAN EYES ONLY',
    'SECRET = SECRET = word',
    'TOP SECRET',
    'PROTECTED B = PROTECTED B / PROTÉGÉ B',
  ]),
  ...marks('ca-gc', 'fr', [
    'PROTECTED A = PROTÉGÉ A',
    'PROTECTED B = PROTÉGÉ B',
    'PROTECTED B = Protégé B',
    'PROTECTED C = PROTÉGÉ C',
    'TOP SECRET = TRÈS SECRET',
  ]),
  ...marks('calgary-isc', 'en', [
    'RESTRICTED = ISC: Restricted',
    'HIGHLY RESTRICTED = ISC: Highly Restricted',
    'UNRESTRICTED = ISC: Unrestricted = low',
  ]),
  ...marks('uk-gpms', 'en', ['PROTECT = PROTECT - PERSONAL', 'RESTRICTED = RESTRICTED: STAFF']),
  ...marks('uk-gscp', 'en', [
    'OFFICIAL-SENSITIVE',
    'OFFICIAL-SENSITIVE = OFFICIAL-SENSITIVE [COMMERCIAL]',
    'SECRET = SECRET - UK EYES ONLY',
  ]),
  ...marks('au-pspf', 'en', [
    'OFFICIAL:Sensitive = OFFICIAL: Sensitive',
    'OFFICIAL:Sensitive = OFFICIAL:Sensitive//Legal Privilege',
    'PROTECTED = PROTECTED//CABINET',
  ]),
  ...marks('us', 'en', ['SECRET = SECRET//NOFORN', 'TOP SECRET = TOP SECRET//SI//NOFORN', 'CUI = CUI//SP-PRVCY']),
  ...marks('nato', 'en', ['NATO SECRET', 'NATO RESTRICTED', 'NATO CONFIDENTIAL']),
  ...marks('nato', 'fr', ['NATO RESTRICTED = NATO DIFFUSION RESTREINTE']),
  ...marks('tlp', 'en', ['RED = TLP:RED', 'AMBER+STRICT = TLP:AMBER+STRICT']),
];

/** Ways to dress a line that is a marking: `{}` stands for it. */
export const dressings: readonly string[] = [
  '{}',
  '*** {} ***',
  '🔒 {}',
  '⚠️ {} ⚠️',
  '🟥🟥 {} 🟥🟥',
  '{}!',
  '!!! {} !!!',
  '{}.',
  '• {}',
  '▶ {} ◀',
  '➤ {}',
  '« {} »',
  '“{}”',
  '== {} ==',
  '———  {}  ———',
  '【{}】',
  '1. {}',
  '★ {} ★',
  '\u00a7 {} \u00a7',
  '>>> {} <<<',
  '#{}',
  '~{}~',
  '† {}',
  '✅ {}',
  '{} ®',
  '{} …',
  '❗{}❗',
];

/** Lines that say more than the marking, in the body: for markings that are no words of every day. */
export const settings: Readonly<Record<'en' | 'fr', readonly string[]>> = {
  en: [
    'DRAFT – {}',
    'Northern Services Agency – {}',
    'Handling: {}',
    'Handling instruction: {}',
    'Marking: {}',
    'Level: {}',
    'Document security level: {}',
    'This message is classified {}.',
    'This e-mail and its attachments are {}.',
    'This document has been designated as {}.',
    'The attached file is marked {}.',
    'This email contains {} information.',
    'Please treat this message as {}.',
    'Please note that this letter is rated {}.',
    'FINAL | {}',
    'File 22-418 / {}',
    'Email classification - {}',
  ],
  fr: [
    'ÉBAUCHE – {}',
    'Direction des services – {}',
    'Niveau : {}',
    'Marquage : {}',
    'Manipulation : {}',
    'Ce courriel est classifié {}.',
    'Le présent document est coté {}.',
    'Ce message et ses pièces jointes sont {}.',
    'La présente note contient des renseignements {}.',
    'Veuillez traiter ce message comme {}.',
    'Niveau de sécurité du document : {}',
  ],
};

/** What hides a line from programs but not from readers. */
export const disguises: Readonly<Record<string, (text: string) => string>> = {
  'zero width': (text) => [...text].join('\u200b'),
  'soft hyphens': (text) => text.replace(/(?<=[A-Za-z]{2})(?=[A-Za-z]{2})/g, '\u00ad'),
  'no-break spaces': (text) => text.replaceAll(' ', '\u00a0'),
  'full width': (text) => text.replace(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)),
  'letters apart': (text) => text.replace(/[A-Za-zÀ-ÿ]{4,}/g, (word) => [...word].join(' ')),
  'small capitals': (text) =>
    text.replace(/[A-Z]/g, (one) => [...'ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡxʏᴢ'][one.charCodeAt(0) - 65] ?? one),
  'right to left': (text) => `\u202e${[...text].reverse().join('')}\u202c`,
  'terminal colours': (text) => `\u001b[1;31m${text}\u001b[0m`,
  'control characters': (text) => [...text].join('\u0008\u0000').slice(0, 200),
  'Cyrillic letters': (text) =>
    text.replaceAll('E', 'Е').replaceAll('O', 'О').replaceAll('C', 'С').replaceAll('T', 'Т'),
  'bold letters': (text) => text.replace(/[A-Z]/g, (one) => String.fromCodePoint(0x1d400 + one.charCodeAt(0) - 65)),
  'squared letters': (text) => text.replace(/[A-Z]/g, (one) => String.fromCodePoint(0x1f170 + one.charCodeAt(0) - 65)),
  'regional letters': (text) => text.replace(/[A-Z]/g, (one) => String.fromCodePoint(0x1f1e6 + one.charCodeAt(0) - 65)),
  'no accents': (text) => text.normalize('NFD').replace(/\p{M}/gu, ''),
  'digits for letters': (text) => text.replaceAll('E', '3').replaceAll('O', '0'),
};

/** Texts that talk about levels and are not marked; `{}` stands for a written level. */
export const mentions: Readonly<Record<'en' | 'fr', readonly string[]>> = {
  en: [
    'Can you tell me whether this is {}?',
    'Anything {} goes into the green cabinet on the second floor.',
    'The course explains how to handle {} documents on the train.',
    'I do not think that the roster is {}, but ask Kim.',
    'He said that the report was {} once, and nobody remembers why.',
    'If a message is {}, encrypt it before you send it.',
    'The template had {} in its header by mistake; I took it out.',
    'We store papers up to {} in the vault.',
    'A file that was marked {} has to be returned by Friday.',
    'Is this email classified {}?',
    'This message is not {}.',
    'This document is no longer classified {}.',
    'When this form is {}, put it into two envelopes.',
    'The new scanner refuses every {} attachment.',
    'Our guide says: write {} at the top of the page.',
    'Unless this file is {}, you may print it.',
    'This page explains what {} means.',
    'The column named Level should read {} or be empty.',
    'The words "{}" appear in the banner of the test page.',
    'Why {}?',
    'Frequently asked: what does {} mean?',
    'This is the guide on {} mail.',
  ],
  fr: [
    'Est-ce que ce document est {} ?',
    'Tout ce qui est {} va dans l’armoire verte du deuxième étage.',
    'La formation explique comment traiter un document {} dans le train.',
    'Si un message est {}, il faut le chiffrer avant l’envoi.',
    'Ce courriel n’est pas {}.',
    'Le gabarit portait la mention {} par erreur; je l’ai retirée.',
    'Ce document n’est plus classifié {}.',
    'Le guide demande d’écrire {} en haut de la page.',
    'Lorsque le dossier est {}, il faut deux enveloppes.',
  ],
};

/** Whole texts about levels, a paragraph each; `{}` stands for a written level and `[]` for another of the same scheme. */
export const guides: readonly (readonly string[])[] = [
  [
    'How to mark a paper',
    '{}',
    'For papers whose loss would hurt a person or a company.',
    '[]',
    'For papers whose loss would hurt many.',
  ],
  ['The three steps', '1. Open the register.', '2. {}', '3. Close the register.'],
  ['Put this line at the top of the page:', '{}', 'Then print the page and sign it.'],
  ['Example of a banner:', '{}', 'Use capitals and leave a blank line below.'],
  ['Agenda', 'Module 1 – Introduction', 'Module 2 – {}', 'Module 3 – []', 'Lunch is at noon.'],
  ['Level\tColour', '{}\tgreen', '[]\tred', 'Ask when in doubt.'],
  ['What is the difference between {} and []?', 'The harm that a loss would do.'],
  ['The levels are:', '- {}', '- []', 'Choose the lowest that fits.'],
  ['Circle one: {} / []', 'Return the form to the registry.'],
  ['Dear Kim,', 'two more points on the policy:', '{} – as before, locked away.', '[] – in the vault.', 'Regards'],
  ['Notes from the training', 'Papers marked', '{}', 'go into the green cabinet, all others do not.'],
];

/** Subjects about levels. */
export const titles: readonly string[] = [
  'Question about {}',
  'Handling of {} papers: new rules',
  'How to mark something {}',
  'Training on {} mail',
  'Is the roster {}?',
  'Can we drop {} from the template',
  'New stamps for {} arrive on Monday',
  'Storage of {}',
  'Job: clerk with {} clearance',
];

export const prose: Readonly<Record<'en' | 'fr', readonly string[]>> = {
  en: [
    'The inspection of the bridge took place on Tuesday, and the engineers asked for two more visits before winter.',
    'Please look at the second table, where the figures for the western district are lower than last year.',
    'Minutes of the meeting follow. Three people were present and one joined by telephone.',
    'I have moved the delivery to next Thursday. The driver knows about the gate.',
    'The committee agreed the plan, with two changes that are set out below for your comments.',
    'Thank you for the quick answer. I will call you tomorrow about the lease.',
  ],
  fr: [
    'La visite du pont a eu lieu mardi, et les ingénieurs demandent deux autres visites avant l’hiver.',
    'Veuillez consulter le deuxième tableau, où les chiffres du district ouest sont plus bas que l’an dernier.',
    'Le compte rendu de la réunion suit. Trois personnes étaient présentes et une autre au téléphone.',
    'J’ai reporté la livraison à jeudi prochain. Le chauffeur connaît la barrière.',
  ],
};

export function paragraphs(lang: 'en' | 'fr', chance: Random, count: number): string[] {
  const [first, ...others] = prose[lang];
  return first === undefined ? [] : Array.from({ length: count }, () => chance.pick([first, ...others]));
}
