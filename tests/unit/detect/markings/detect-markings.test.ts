// Markings are found where people put them, told from mentions, and read past what hides them.
import { describe, expect, it } from 'vitest';
import { examined, levelOf } from './schemes.ts';

describe('R-202 schemes', () => {
  it.each([
    ['PROTECTED A', 'ca-gc', 'PROTECTED A'],
    ['PROTÉGÉ C', 'ca-gc', 'PROTECTED C'],
    ['Cote de sécurité : Très secret', 'ca-gc', 'TOP SECRET'],
    ['CONFIDENTIAL - CONFIDENTIEL', 'ca-gc', 'CONFIDENTIAL'],
    ['ISC: Restricted', 'calgary-isc', 'RESTRICTED'],
    ['Information Security Classification (ISC): Unrestricted', 'calgary-isc', 'UNRESTRICTED'],
    ['PROTECT', 'uk-gpms', 'PROTECT'],
    ['Protective Marking: RESTRICTED', 'uk-gpms', 'RESTRICTED'],
    ['OFFICIAL-SENSITIVE [COMMERCIAL]', 'uk-gscp', 'OFFICIAL-SENSITIVE'],
    ['OFFICIAL: Sensitive//Personal Privacy', 'au-pspf', 'OFFICIAL:Sensitive'],
    ['PROTECTED', 'au-pspf', 'PROTECTED'],
    ['TOP-SECRET//FG nzl note//CABINET//EXCLUSIVE-FOR the Secretary//REL NZL/GBR', 'au-pspf', 'TOP SECRET'],
    ['SECRET//SI//NOFORN', 'us', 'SECRET'],
    ['TS//TK//REL TO USA, CAN', 'us', 'TOP SECRET'],
    ['//JOINT S CAN USA', 'us', 'SECRET'],
    ['NATO CONFIDENTIEL', 'nato', 'NATO CONFIDENTIAL'],
    ['TLP:AMBER+STRICT', 'tlp', 'AMBER+STRICT'],
  ])('R-202 %s', (line, scheme, level) => {
    expect(examined([`${line}\n\nThe list is below.`]).classification).toMatchObject({
      scheme,
      level,
      carrier: 'body',
    });
  });

  it('R-202 a foreign RESTRICTED ranks below CONFIDENTIAL', () => {
    expect(examined(['//DEU R\n\nThe list is below.']).classification).toMatchObject({
      scheme: 'us',
      level: 'RESTRICTED',
      rank: 1,
      sensitive: true,
    });
  });

  it('R-202 the words of the Calgary scheme need its label', () => {
    expect(levelOf('Highly Restricted\n\nThe list is below.')).toBeNull();
  });
});

describe('R-204 carriers', () => {
  it.each([
    ['subject', 'RE: TR : [SECRET] Convoi'],
    ['subject', 'Convoy - SECRET'],
    ['page-header', 'Treasury\tSECRET\tPage 3'],
    ['page-footer', 'SECRET | Page 2 of 9'],
    ['watermark', 'SECRET'],
    ['file-name', 'convoy_plan - SECRET.docx'],
    ['comment', 'SECRET'],
    ['slide', 'Convoy\nThe ships leave on Monday.\nSECRET'],
    ['sheet', 'SECRET\nShip\tDay\nRose\tMonday'],
    ['hidden', 'SECRET'],
    ['body', '(S) The ship left.\n\n(U) The harbour is open.'],
    ['body', 'Hello,\n\nsee below.\n\n> From: A\n> Subject: Convoy [SECRET]\n>\n> It left.'],
  ] as const)('R-204 in a %s: %j', (kind, text) => {
    expect(levelOf(text, kind)).toBe('SECRET');
  });

  it('R-204 in properties that name a marking, and in keywords', () => {
    expect(levelOf('SECRET', 'property', 'ProtectiveMarking')).toBe('SECRET');
    expect(levelOf('Secret', 'property', 'bjDocumentSecurityLabel')).toBe('SECRET');
    expect(levelOf('convoy; SECRET; 2024', 'property', 'keywords')).toBe('SECRET');
    expect(levelOf('secret agents; novels', 'property', 'keywords')).toBeNull();
  });

  it('R-204 in the protective marking field, with caveats and expiry', () => {
    const { findings } = examined([], {
      'X-Protective-Marking':
        'VER=2018.4, NS=gov.au, SEC=TOP-SECRET, CAVEAT=SH:CABINET, EXPIRES=2027-01-01, DOWNTO=OFFICIAL, ORIGIN=a@b.example',
    });
    expect(findings).toMatchObject([
      {
        rule: 'markings/protective-marking',
        where: 'header:X-Protective-Marking',
        value: {
          scheme: 'au-pspf',
          level: 'TOP SECRET',
          caveats: ['SH:CABINET'],
          expires: '2027-01-01',
          downTo: 'OFFICIAL',
        },
      },
    ]);
    expect(JSON.stringify(findings)).not.toContain('a@b.example');
  });

  it('R-204 Sensitivity of the mail program is no level', () => {
    expect(examined([], { Sensitivity: 'Company-Confidential' }).findings).toEqual([]);
  });
});

describe('R-204 a level at the beginning of a title', () => {
  it.each([
    ['PROTECTED B report for Tuesday', 'PROTECTED B'],
    ['Re: [EXT] PROTECTED B, leave balances', 'PROTECTED B'],
    ['PROTÉGÉ A liste des témoins', 'PROTECTED A'],
    ['OFFICIAL-SENSITIVE Contract award timetable', 'OFFICIAL-SENSITIVE'],
    ['NATO SECRET Exercise plan', 'NATO SECRET'],
    ['SECRET//NOFORN Talks in Vienna', 'SECRET'],
    ['ISC: CONFIDENTIAL Offer to the owner', 'CONFIDENTIAL'],
    ['[EXT] SECRET - plan du site', 'SECRET'],
  ])('R-204 %s', (subject, level) => {
    expect(levelOf(subject, 'subject')).toBe(level);
  });

  it.each([
    'SECRET of success',
    'PROTECTED B training next week',
    'PROTECTED B network down tonight',
    'PROTECTED B is not for e-mail',
    'PROTECTED B or PROTECTED A?',
    'PROTECTED A, B and C',
    'PROTECTED B DAY AT THE POOL',
    'Protected B report for Tuesday',
    'TOP SECRET recipe from the kitchen',
    'RESTRICTED parking on Sunday',
    '[EXT] SECRET Santa',
  ])('R-205 %s', (subject) => {
    expect(levelOf(subject, 'subject')).toBeNull();
  });
});

describe('R-205 mentions', () => {
  it.each([
    ['body', 'The payroll extract is Protected B and stays here.'],
    ['body', 'Notes\n\nUnder the old scheme this would have been\nRESTRICTED; today it is not.'],
    ['body', 'Levels\n\nProtected A\nProtected B\nProtected C\n\nAsk when in doubt.'],
    ['body', 'Regards,\nKim\n\nCONFIDENTIAL: this e-mail is for the addressee.'],
    ['body', 'Regards,\nKim\n\nCONFIDENTIAL\n\nThis message is intended for the recipient only.'],
    ['body', '(a) Secret\n(b) Top Secret'],
    ['body', '(C) 2004 The Trustees\n\n(C) 2006 The Trustees'],
    ['body', 'Scope\tClass\nread\tOPEN\nmail.read\tRESTRICTED\nmail.send\tRESTRICTED\nall\tOPEN'],
    ['subject', 'Protected bicycle lane'],
    ['subject', 'Protected B or not?'],
    ['subject', 'Protected B - handling guide'],
    ['subject', 'Bounce of [SEC=SECRET] at the gateway'],
    ['subject', 'OFFICIAL PARTY: seats'],
    ['page-header', 'Using [SEC=...] markings'],
    ['page-footer', 'Bright Hosting Inc. - Confidential and proprietary'],
    ['file-name', 'secret-santa-list.xlsx'],
    ['file-name', 'Protected B handling guide.pdf'],
    ['file-name', 'Guide Protégé B.pdf'],
    ['comment', 'Not Secret, surely.'],
    ['sheet', 'Title\tLevel\nMenu\tUnclassified\nBrief\tSECRET\nLease\tSecret'],
    ['code', 'SECRET'],
  ] as const)('R-205 in a %s: %j', (kind, text) => {
    expect(levelOf(text, kind)).toBeNull();
  });
});

describe('R-205 evasions are undone, and near misses are not', () => {
  it.each([
    ['zero width', 'P\u200bRO\u2060TECTED B'],
    ['soft hyphen', 'PRO\u00adTEC\u00adTED B'],
    ['no-break space', 'PROTECTED\u00a0B'],
    ['full width', '\uff30\uff32\uff2f\uff34\uff25\uff23\uff34\uff25\uff24 \uff22'],
    ['Cyrillic', '\u0420R\u041eT\u0415\u0421T\u0415D \u0412'],
    ['letters apart', 'P R O T E C T E D   B'],
    ['hyphens', 'P-R-O-T-E-C-T-E-D  B'],
    ['no accents', 'PROTEGE B'],
    ['decomposed accents', 'PROTE\u0301GE\u0301 B'],
    ['digits', 'PR0T3CT3D B'],
    ['misread', 'PKOTFCTED B'],
    ['two lines', 'PROTECTED\nB'],
    ['two cells', 'PROTECTED\tB'],
    ['small letters', 'protected b'],
  ])('R-205 %s', (_, line) => {
    expect(levelOf(`${line}\n\nThe list is below.`)).toBe('PROTECTED B');
  });

  it.each(['PROTECTED D', 'PROTECTION B', 'PROJECTED B.', 'DÉCRET', 'SECRETARY', 'OFFICIALS'])(
    'R-205 %s is no marking',
    (line) => {
      expect(levelOf(`${line}\n\nThe list is below.`)).toBeNull();
    },
  );

  it('R-205 places count in the original text', () => {
    const text = 'Hello,\n\nP\u200bROTECTED B\n\nThe list is below.';
    const [finding] = examined([text]).findings;
    expect(text.slice(finding?.offset, (finding?.offset ?? 0) + (finding?.length ?? 0))).toBe('P\u200bROTECTED B');
  });
});

describe('R-203 classification of the message', () => {
  it('R-203 the highest of several markings counts, and the caveat never', () => {
    const { classification } = examined([
      { kind: 'subject', text: 'UNCLASSIFIED - Lease' },
      { kind: 'page-header', text: 'PROTECTED A // PROTÉGÉ A' },
      { kind: 'page-footer', text: 'PROTECTED B//COMMERCIAL' },
    ]);
    expect(classification).toEqual({
      scheme: 'ca-gc',
      level: 'PROTECTED B',
      rank: 2,
      sensitive: true,
      carrier: 'page-footer',
    });
  });

  it('R-203 a level that several schemes know follows the other markings of the message', () => {
    const { classification } = examined([
      { kind: 'subject', text: 'SECRET - Visit' },
      { kind: 'page-header', text: 'OFFICIAL-SENSITIVE' },
    ]);
    expect(classification).toMatchObject({ scheme: 'uk-gscp', level: 'SECRET' });
  });

  it('R-203 nothing marked, nothing classified', () => {
    expect(examined(['Hello,\n\nlunch at noon?']).classification).toBeNull();
  });
});
