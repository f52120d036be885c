import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../../adapters/local/policy-folder.ts';
import { loadNoticeTexts } from '../../../core/oversight/notices/notice-texts.ts';
import { placeText } from '../../../core/oversight/notices/place-text.ts';

const { files } = readPolicyFolder(fileURLToPath(new URL('../../../policy', import.meta.url)));
const texts = loadNoticeTexts(files);

describe('R-601 places in words', () => {
  it.each([
    ['subject', 'the subject line', 'la ligne d’objet'],
    ['header:X-Protective-Marking', 'the header field X-Protective-Marking', 'le champ d’en-tête X-Protective-Marking'],
    ['body:html', 'the text of the message', 'le texte du message'],
    ['attachment:a.zip>memo.docx#page-header', 'the page header of memo.docx', 'l’en-tête de page de memo.docx'],
    ['attachment:memo.docx#property:Classification', 'the properties of memo.docx', 'les propriétés de memo.docx'],
    ['attachment:memo.docx', 'the file memo.docx', 'le fichier memo.docx'],
    ['attachment:fwd.eml>subject', 'the subject line', 'la ligne d’objet'],
  ])('%s', (where, english, french) => {
    expect(placeText(where, 'en', texts)).toBe(english);
    expect(placeText(where, 'fr', texts)).toBe(french);
  });

  it('says which file lacks a text', () => {
    const without = new Map([...files].filter(([path]) => path !== 'policy/notices/fr/held.yaml'));
    expect(() => loadNoticeTexts(without)).toThrow('policy/notices/fr/held.yaml: is missing');
  });
});
