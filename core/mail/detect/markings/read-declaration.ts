// Finds sentences in which a message or document declares its own level: `This e-mail is classified PROTECTED B.` (R-204).
import type { TextRegion } from '../../../model/part.ts';
import { Pattern, Subject } from '../../../rulebook/pattern.ts';
import type { Banner } from './banner.ts';
import { foldText, originalOffset } from './fold-text.ts';
import { isNoticeBehind } from './legal-notice.ts';
import type { Lexicon } from './lexicon.ts';
import { bannerMark, type Mark } from './mark.ts';
import { readBanner } from './read-banner.ts';

/** Between words: a sentence may be wrapped and quoted. */
const gap = '[\\s>*_]+';
const words = (text: string): string => text.replaceAll(' ', gap);
const oneOf = (...all: readonly string[]): string => `(?:${all.map(words).join('|')})`;

const english = {
  noun: '(?:e-?mails?|messages?|mails?|documents?|letters?|memos?|memorand(?:um|a)|files?|reports?|notes?|correspondence|communications?|attachments?|information|contents?|material|papers?|records?|briefings?|presentations?|spreadsheets?|transmissions?|threads?|forms?|texts?|packages?)',
  with: `(?:,?${gap}(?:and|with|including)${gap}(?:its|any|all|the|their|all its|all the)${gap}(?:attach(?:ments?|ed files?)|enclosures?|annex(?:es)?|contents?),?)?`,
  participle: '(?:classified|marked|designated|rated|categori[sz]ed|labell?ed|graded)',
};
const french = {
  noun: '(?:courriels?|messages?|documents?|lettres?|notes?|fichiers?|rapports?|correspondances?|communications?|envois?|pieces? jointes?|dossiers?|contenus?|memos?|textes?|informations?|renseignements?)',
  with: `(?:${gap}(?:et|avec|ainsi que)${gap}(?:ses|les|sa|la|toutes ses)${gap}(?:pieces?(?: |-)jointes?|annexes?|contenu))?`,
  participle: '(?:classifiee?s?|cotee?s?|marquee?s?|designee?s?|classee?s?)',
};

const subjects = oneOf(
  `(?:this|these|the (?:present|attached|enclosed)|the contents? of this) (?:attached |enclosed |electronic |e-?mail )?${english.noun}${english.with}`,
  `(?:(?:ce|cet|cette|ces|le present|la presente|les presents|les presentes|le contenu de ce) ${french.noun}(?: ci-jointe?s?)?|la piece jointe)${french.with}`,
);
const states = oneOf(
  `(?:is|are|has been|have been) (?:(?:hereby|currently|protectively|security) )?(?P<said>${english.participle})(?: (?:as|at|at the level|to the level of))?`,
  `(?:is|are)(?: at the level)?(?: of)?`,
  `(?:is to be|are to be|must be|should be) (?:handled|treated|protected) (?:as|at)`,
  `(?P<holds>contains?|includes?|carries|carry|bears?)(?: (?:the marking|the classification|only|some))?`,
  `(?:est|sont|a ete|ont ete) (?P<dit>${french.participle})(?: (?:comme|au niveau|de niveau|a la cote))?`,
  `(?:est|sont)(?: (?:au niveau|de niveau))?`,
  `(?:doit|doivent) etre (?:traite|manipule|protege)e?s? (?:comme(?: etant)?|au niveau)`,
  `porte(?:nt)? la (?:cote|mention)`,
  `(?P<contient>contient|contiennent|comporte|comportent|renferme|comprend)(?: (?:des|de l'|du))?(?: (?:renseignements?|informations?|donnees|documents?))?(?: (?:de niveau|${french.participle}))?`,
);
const requests = oneOf(
  `(?:please )?(?:treat|handle|protect) (?:(?:this|it|the attached)(?: ${english.noun})? )?(?:as|at)`,
  `(?:veuillez|merci de|priere de|a) (?:traiter|manipuler|proteger) (?:(?:ce|cet|cette|le present|la presente) ${french.noun} )?(?:comme(?: etant)?|au niveau)`,
);
const opening = oneOf('^', '[\\n.!;:(\\[]', 'note(?: that)?', 'noter que', 'rappel :');
const declaration = new Pattern(
  `${opening}[\\s>*_-]*(?:${subjects}${gap}${states}|${requests})(?P<level>[\\s>*_:"'(\\[]+)`,
  {
    ignoreCase: true,
  },
);

const longestText = 200_000;
const longestLevel = 110;
const mostDeclared = 50;
/** What ends the level, and what may then follow it. */
const ends =
  /[.!;,\n]|\s(?:and|et|mais|but|information|material|data|content|level|when|once|until|lorsque|jusqu'au)\b|$/i;
const question = /^[^.!;\n]{0,120}\?/;

/** At most one mark a level; none where the text declares three levels or more, as only a text about levels does. */
export function declaredMarks(region: TextRegion, lexicon: Lexicon): readonly Mark[] {
  if (region.kind === 'sheet' || region.kind === 'comment') return [];
  const folded = foldText(region.text.slice(0, longestText));
  const marks = new Map<string, Mark>();
  let declared = 0;
  for (const match of declaration.all(new Subject(folded.text))) {
    if (++declared > mostDeclared) break;
    const from = match.offset + match.length;
    const banner = levelAfter(folded.text.slice(from, from + longestLevel), match.groups, lexicon);
    if (banner === null || (banner.everyday && isNoticeBehind(folded.text.slice(from)))) continue;
    const start = originalOffset(folded, from + banner.start);
    const place = { offset: start, length: originalOffset(folded, from + banner.end) - start };
    const level = banner.senses[0]?.level ?? '';
    if (!marks.has(level)) marks.set(level, { ...bannerMark(region, banner, 0.75), ...place });
  }
  return marks.size < 3 ? [...marks.values()] : [];
}

function levelAfter(text: string, groups: Readonly<Record<string, unknown>>, lexicon: Lexicon): Banner | null {
  if (question.test(text)) return null;
  const flat = text.replaceAll(/[\n>]/g, ' ');
  const banner = readBanner(flat.slice(0, ends.exec(flat)?.index), lexicon, false);
  if (banner === null) return null;
  // Everybody writes that a message is confidential or contains restricted information.
  const named = groups.said !== undefined || groups.dit !== undefined;
  const common = banner.everyday && banner.caveats.length === 0 && !banner.controls;
  return common && !(named && banner.upper) ? null : banner;
}
