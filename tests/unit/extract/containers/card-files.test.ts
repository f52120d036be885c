// Files that invitations and address cards carry in base64.
import { describe, expect, it } from 'vitest';
import { withCardFiles } from '../../../../core/mail/extract/containers/card-files.ts';
import { Budget, defaultLimits } from '../../../../core/mail/extract/limits.ts';
import type { Child } from '../../../../core/mail/extract/reader.ts';
import { readPlainText } from '../../../../core/mail/extract/readers/plain-text.ts';

async function filesIn(lines: readonly string[]): Promise<readonly Child[]> {
  const bytes = Buffer.from(lines.join('\r\n'));
  const item = { path: 'x', name: null, declaredType: null, type: 'text/calendar', bytes };
  const { children } = await withCardFiles(readPlainText)(item, new Budget(defaultLimits, () => 0));
  return Array.fromAsync(children ?? []);
}

const data = Buffer.from('minutes of the meeting');
const base64 = data.toString('base64');

describe('files in cards', () => {
  it('R-101 an attachment of an invitation, folded, with its name and type', async () => {
    const [file] = await filesIn([
      'BEGIN:VCALENDAR',
      'ATTACH;FMTTYPE=text/plain;X-FILENAME="a: b.txt";ENCODING=BASE64;VALUE=BIN',
      ` ARY:${base64.slice(0, 10)}`,
      ` ${base64.slice(10)}`,
      'END:VCALENDAR',
    ]);
    expect(file).toMatchObject({ name: 'a: b.txt', declaredType: 'text/plain' });
    expect(Buffer.from(file?.bytes ?? [])).toEqual(data);
  });

  it.each([
    ['vCard 2.1', ['PHOTO;JPEG;BASE64:', ` ${base64}`, '']],
    ['vCard 3.0, in a group', [`item1.PHOTO;ENCODING=b;TYPE=JPEG:${base64}`]],
    ['vCard 4.0', [`PHOTO:data:image/png;base64,${base64}`]],
    ['lines that are not folded', ['PHOTO;ENCODING=b:', base64.slice(0, 12), base64.slice(12)]],
  ])('R-101 a photo as in %s', async (_case, lines) => {
    const [file] = await filesIn(['BEGIN:VCARD', ...lines, 'FN:Ana', 'END:VCARD']);
    expect(file?.name).toBe('photo-1');
    expect(Buffer.from(file?.bytes ?? [])).toEqual(data);
  });

  it('no file in links and texts', async () => {
    expect(await filesIn(['ATTACH:https://agency.example/a', 'DESCRIPTION;LANGUAGE=en:Hello', 'Hello'])).toEqual([]);
  });
});
