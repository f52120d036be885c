// Registered documents are recognised in what is pasted from them.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normalText } from '../../../../core/mail/detect/documents/normal-text.ts';
import { guaranteed } from '../../../../core/mail/detect/documents/winnow.ts';
import { sentences, temporaryRegisters } from '../registered.ts';

const memo = sentences(1, 900);
const registers = temporaryRegisters();
let id = '';

beforeAll(async () => {
  [id = ''] = await registers.register([memo, sentences(2, 400)], {
    scheme: 'ca-gc',
    level: 'PROTECTED B',
    owner: 'records@agency.example',
  });
});
afterAll(() => registers.remove());

async function documentsIn(body: string): Promise<readonly unknown[]> {
  const findings = await registers.found({ body });
  return findings.filter(({ rule }) => rule === 'documents/copied-passage').map(({ value }) => value?.document);
}

/** From a place of the memo, as much as holds this many letters. */
function excerpt(from: number, letters: number): string {
  const { places } = normalText(memo.slice(from));
  return memo.slice(from + (places[0] ?? 0), from + (places[letters - 1] ?? 0) + 1);
}

const disguises: readonly ((text: string) => string)[] = [
  (text) => text.toUpperCase(),
  (text) => text.replace(/\s+/g, '\n> '),
  (text) => text.replace(/ /g, '  \u00a0'),
  (text) => text.replace(/[.\n]/g, ''),
  (text) => text.replace(/(.{7})/g, '$1\u200b'),
  (text) => text.replace(/e/g, 'é').replace(/a/g, 'а'),
  (text) => text.replace(/([a-z]{3})([a-z]{3})/g, '$1-\n$2'),
];

describe('R-206 copies without marks', () => {
  it(`finds any run of ${guaranteed} letters, wherever it is pasted and whatever became of its form`, async () => {
    const { letters, places } = normalText(memo);
    const place = fc.integer({ min: 0, max: places[letters.length - guaranteed - 1] ?? 0 });
    const disguise = fc.constantFrom(...disguises);
    const surroundings = fc.tuple(fc.integer({ min: 3, max: 9 }), fc.nat(60));
    await fc.assert(
      fc.asyncProperty(place, disguise, surroundings, async (from, disguised, [seed, words]) => {
        const body = `${sentences(seed, words)}\n${disguised(excerpt(from, guaranteed))} ${sentences(seed + 20, words)}`;
        expect(await documentsIn(body)).toEqual([id]);
      }),
      { numRuns: 120 },
    );
  });

  it('tells level and owner, and nothing of the text', async () => {
    const [finding] = await registers.found({ body: excerpt(200, 300) });
    expect(finding?.value).toMatchObject({ scheme: 'ca-gc', level: 'PROTECTED B', owner: 'records@agency.example' });
    expect(finding?.confidence).toBeGreaterThanOrEqual(0.85);
    expect(JSON.stringify(finding)).not.toContain(memo.slice(200, 220).trim());
  });

  it('finds it in an attachment and in HTML, once each', async () => {
    const text = excerpt(100, 400);
    const inFile = await registers.found({ body: 'see', attachments: [{ name: 'notes.txt', text }] });
    expect(inFile.map(({ where }) => where)).toEqual(['attachment:notes.txt']);
    const inHtml = await registers.found({ body: text, html: `<p>${text}</p>` });
    expect(inHtml).toHaveLength(1);
  });

  it('takes fewer than forty letters for nothing, and text of others for theirs', async () => {
    expect(await documentsIn(excerpt(300, 39))).toEqual([]);
    expect(await documentsIn(sentences(77, 500))).toEqual([]);
  });

  it('R-605 is silent where everybody concerned is exempt', async () => {
    expect(await registers.found({ body: excerpt(0, 500) }, true)).toEqual([]);
  });

  it('scores a reworded copy below a passage word for word', async () => {
    const reworded = memo
      .slice(0, 3_000)
      .split(' ')
      .map((word, i) => (i % 7 === 3 ? 'instead' : word))
      .join(' ');
    const [finding] = await registers.found({ body: reworded });
    expect(finding).toMatchObject({ rule: 'documents/reworded-copy', value: { document: id } });
    expect(finding?.confidence).toBeGreaterThan(0.5);
    expect(finding?.confidence).toBeLessThan(0.9);
  });
});

describe('R-206 what many documents share', () => {
  const footer = sentences(50, 60);

  it('belongs to none of them, while versions of one document keep what they share', async () => {
    const others = temporaryRegisters();
    try {
      await others.register(Array.from({ length: 8 }, (_, i) => `${sentences(100 + i, 300)}\n${footer}`));
      expect(await others.found({ body: footer })).toEqual([]);
      const draft = sentences(60, 500);
      await others.register(Array.from({ length: 8 }, (_, i) => `${draft}\n${sentences(200 + i, 20)}`));
      expect(await others.found({ body: draft.slice(0, 900) })).toHaveLength(1);
    } finally {
      others.remove();
    }
  });
});
