// What a script in a page gives away without being run.
import { Pattern, Subject } from '../../../../rulebook/pattern.ts';
import type { Gathering } from '../gathering.ts';

/** Ways to make a file out of data that came with the page (ATT&CK T1027.006). */
const makesFile = new Pattern(
  'msSaveOrOpenBlob|msSaveBlob|createObjectURL|new\\s+(?:Blob|File)\\s*\\(|data:application/|\\.download\\s*=',
  { ignoreCase: true },
);
const decodesData = new Pattern(
  'atob\\s*\\(|fromCharCode|Uint8Array|charCodeAt|unescape\\s*\\(|TextDecoder|DecompressionStream|FileReader',
  { ignoreCase: true },
);
const longData = new Pattern('[A-Za-z0-9+/=]{1000}');
const writesPage = new Pattern(
  'document\\.write(?:ln)?\\s*\\(|\\.innerHTML\\s*=|\\beval\\s*\\(|location(?:\\.href)?\\s*=',
  {
    ignoreCase: true,
  },
);

export function noteScript(source: string, found: Gathering): void {
  if (source.trim() === '') return;
  found.fact('html-script');
  found.add('code', 'script', source);
  const subject = new Subject(source);
  const decodes = decodesData.test(subject);
  const data = longData.test(subject);
  if (makesFile.test(subject) && (decodes || data)) found.fact('html-smuggling');
  if (decodes && writesPage.test(subject) && (data || source.includes('fromCharCode') || source.includes('unescape'))) {
    found.fact('html-script-obfuscated');
  }
}
