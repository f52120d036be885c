// Encrypted Office files and their decrypted twins, attached: the first are recognised, the second are read.
import type { Miss, Score } from '../evaluation.ts';
import { Confusion } from '../figures.ts';
import { filesBelow } from '../files.ts';
import { attachments, inboundLetter } from '../samples.ts';

export const encryptedOffice: Score = async ({ folder, scan }) => {
  const confusion = new Confusion();
  const misses: Miss[] = [];
  const samples = attachments(await filesBelow(folder), inboundLetter, (name) => ({ encrypted: namedEncrypted(name) }));
  for await (const { file, label, report } of scan(samples)) {
    const found = report.findings.some(({ rule }) => rule === 'unreadable/encrypted');
    confusion.add(label.encrypted, found);
    const unread = report.findings.some(({ kind }) => kind === 'unreadable');
    if (found !== label.encrypted || unread !== label.encrypted) {
      const rules = report.findings.map(({ rule }) => rule).join(', ') || 'nothing';
      misses.push({ file, why: `${label.encrypted ? 'encrypted' : 'not encrypted'}, found ${rules}` });
    }
  }
  const { truePositives, falseNegatives, falsePositives, trueNegatives } = confusion;
  return {
    rows: [
      { measure: 'encrypted recognised', count: truePositives, of: truePositives + falseNegatives, bar: 'all' },
      { measure: 'twin called encrypted', count: falsePositives, of: falsePositives + trueNegatives, bar: 'none' },
    ],
    misses,
  };
};

/** The twin of `x_password.doc` is `x_password_plain.doc`. */
export function namedEncrypted(name: string): boolean {
  return name.includes('_password') && !name.includes('_plain.');
}
