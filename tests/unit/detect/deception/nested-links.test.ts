// Links are judged wherever they stand: in attached messages, pages in archives, targets of links in documents.
import { describe, expect, it } from 'vitest';
import { readPolicyFolder } from '../../../../adapters/local/policy-folder.ts';
import { examine } from '../../../../core/mail/examine.ts';
import { loadRulebook } from '../../../../core/rulebook/load-rulebook.ts';
import { docx, zip } from '../../extract/readers/build.ts';

const policy = readPolicyFolder('policy', 'default');
const rulebook = loadRulebook(policy.files, policy.pack);

async function found(type: string, name: string, content: Uint8Array | string): Promise<readonly string[]> {
  const encoded = Buffer.from(content).toString('base64');
  const head = ['From: a@elsewhere.example', 'To: lee@agency.example', 'Subject: hello', 'MIME-Version: 1.0'];
  const part = type === 'message/rfc822' ? ['', content] : ['Content-Transfer-Encoding: base64', '', encoded];
  const lines = ['--b', `Content-Type: ${type}; name=${name}`, 'Content-Disposition: attachment', ...part, '--b--', ''];
  const raw = [...head, 'Content-Type: multipart/mixed; boundary=b', '', ...lines].join('\r\n');
  const { findings } = await examine(
    Buffer.from(raw),
    { mailFrom: null, ocr: false },
    { rulebook, fingerprint: () => '', now: () => performance.now() },
  );
  return findings.filter(({ rule }) => rule.startsWith('deception/')).map(({ rule, where }) => `${rule} ${where}`);
}

const page = '<html><body><p>Hello</p><a href="https://agency.examp1e/x">https://www.agency.example</a></body></html>';
const inner = ['From: a@elsewhere.example', 'Subject: x', 'MIME-Version: 1.0', 'Content-Type: text/html', '', page];

describe('R-104 links below the body', () => {
  it('in the page of an attached message', async () => {
    const where = 'attachment:note.eml>body';
    expect(await found('message/rfc822', 'note.eml', inner.join('\r\n'))).toEqual([
      `deception/link-look-alike ${where}`,
      `deception/link-shows-ours ${where}`,
    ]);
  });

  it('in a page inside an archive', async () => {
    expect(await found('application/zip', 'a.zip', zip({ 'a.html': page }))).toContain(
      'deception/link-look-alike attachment:a.zip>a.html',
    );
  });

  it('in a document', async () => {
    const text = '<w:p><w:r><w:t>Minutes</w:t></w:r></w:p>';
    const document = (target: string) => docx(text, {}, { hyperlink: `!${target}` });
    expect(await found('application/octet-stream', 'a.docx', document('https://agency.examp1e/x'))).toEqual([
      'deception/link-look-alike attachment:a.docx#links',
    ]);
    expect(await found('application/octet-stream', 'a.docx', document('https://www.agency.example/x'))).toEqual([]);
  });

  it('in a PDF', async () => {
    const objects = [
      '<</Type/Catalog/Pages 2 0 R>>',
      '<</Type/Pages/Kids[3 0 R]/Count 1>>',
      '<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Annots[4 0 R]>>',
      '<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://agency.example@203.0.113.9/x)>>>>',
    ];
    const body = objects.map((object, i) => `${i + 1} 0 obj\n${object}\nendobj\n`).join('');
    const pdf = `%PDF-1.7\n${body}trailer<</Size 5/Root 1 0 R>>\n%%EOF\n`;
    expect((await found('application/pdf', 'a.pdf', pdf)).toSorted()).toEqual([
      'deception/link-numeric attachment:a.pdf#links',
      'deception/link-user-info attachment:a.pdf#links',
    ]);
  });
});
