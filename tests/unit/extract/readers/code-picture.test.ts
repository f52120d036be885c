// QR codes in pictures and pages, written here and read back through the whole examination.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';
import { readPolicyFolder } from '../../../../adapters/local/policy-folder.ts';
import { examine } from '../../../../core/mail/examine.ts';
import { exampleMail } from '../../../../core/rulebook/example-mail.ts';
import { loadRulebook } from '../../../../core/rulebook/load-rulebook.ts';

const policy = readPolicyFolder('policy', 'default');
const rulebook = loadRulebook(policy.files, policy.pack);

async function code(text: string): Promise<Buffer> {
  const { image } = await writeBarcode(text, { format: 'QRCode', scale: 4 });
  if (image === null) throw new Error('the code could not be written');
  return Buffer.from(await image.arrayBuffer());
}

async function rulesOf(name: string, content: Buffer): Promise<readonly string[]> {
  const mail = exampleMail({ from: 'a@sender.invalid', attachments: [{ name, base64: content.toString('base64') }] });
  const deps = { rulebook, fingerprint: () => '', now: () => performance.now() };
  const { findings } = await examine(mail, { mailFrom: null, ocr: false }, deps);
  return findings.filter(({ rule }) => rule.startsWith('deception/')).map(({ rule, where }) => `${rule} ${where}`);
}

let good: Buffer;
beforeAll(async () => {
  const file = createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm');
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(readFileSync(file)).buffer } });
  good = await code('https://www.bank.invalid/pay');
}, 30_000);

describe('R-104 codes in pictures', () => {
  it('are links, judged like any other', async () => {
    expect(await rulesOf('a.png', good)).toEqual(['deception/code-with-link attachment:a.png#code']);
    expect(await rulesOf('a.png', await code('https://agency.examp1e/'))).toContain(
      'deception/link-look-alike attachment:a.png#code',
    );
    expect(await rulesOf('a.png', await code('Table 7'))).toEqual([]);
  }, 30_000);

  it('are found turned, inverted, in other formats, and in a corner of a large photograph', async () => {
    const turned = await sharp(good).negate().rotate(17, { background: 'black' }).webp({ lossless: true }).toBuffer();
    const small = await sharp(good).resize(420).toBuffer();
    const photo = await sharp({ create: { width: 3000, height: 2200, channels: 3, background: '#e8e4dc' } })
      .composite([{ input: small, left: 2400, top: 1600 }])
      .jpeg()
      .toBuffer();
    expect(await rulesOf('a.jpg', photo)).toHaveLength(1);
    expect(await rulesOf('a.gif', await sharp(good).gif().toBuffer())).toHaveLength(1);
    expect(await rulesOf('a.webp', turned)).toHaveLength(1);
  }, 30_000);

  it('are found on a page of a PDF where they are drawn square by square', async () => {
    const found = await rulesOf('a.pdf', await drawnPdf(good));
    expect(found).toEqual(['deception/code-with-link attachment:a.pdf#page:1:code']);
  }, 30_000);

  it('a damaged picture, and one that claims to be huge, are passed over', async () => {
    const huge = Buffer.from(good);
    huge.writeUInt32BE(60_000, 16);
    huge.writeUInt32BE(60_000, 20);
    expect(await rulesOf('a.png', good.subarray(0, 300))).toEqual([]);
    expect(await rulesOf('a.png', huge)).toEqual([]);
  }, 30_000);
});

/** One page with a dark square for each of the code's. */
async function drawnPdf(png: Buffer): Promise<Buffer> {
  const { data, info } = await sharp(png).greyscale().raw().toBuffer({ resolveWithObject: true });
  const squares: string[] = [];
  for (let y = 0; y < info.height / 4; y++)
    for (let x = 0; x < info.width / 4; x++)
      if ((data[(y * 4 + 1) * info.width + x * 4 + 1] ?? 255) < 128)
        squares.push(`${100 + x * 4} ${700 - y * 4} 4 4 re f`);
  const content = `${squares.join('\n')}\n`;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>',
    `<</Length ${content.length}>>stream\n${content}endstream`,
  ];
  const body = objects.map((object, i) => `${i + 1} 0 obj\n${object}\nendobj\n`).join('');
  return Buffer.from(`%PDF-1.4\n${body}trailer<</Size 5/Root 1 0 R>>\n%%EOF`);
}
