// An examining process that also hands back the texts it read, for sets that compare them. Used for evaluation only.
import { createHash, createHmac } from 'node:crypto';
import { examine } from '../../core/mail/examine.ts';
import { extract } from '../../core/mail/extract/extract.ts';
import { Budget, defaultLimits } from '../../core/mail/extract/limits.ts';
import { parse } from '../../core/mail/parse/parse.ts';
import type { ParsedMessage } from '../../core/model/message.ts';
import { compileRulebook } from '../../core/rulebook/compile-rulebook.ts';
import { offerFileConstants } from '../../gateway/workers/library-surroundings.ts';
import { serveJobs } from '../../gateway/workers/serve-jobs.ts';
import type { LeafFacts } from './evaluation.ts';

const deepest = 16;

offerFileConstants();
serveJobs(async ({ policy, fingerprintKey }) => {
  const rulebook = compileRulebook(policy);
  const fingerprint = (secret: string) => createHmac('sha256', fingerprintKey).update(secret).digest('hex');
  const now = () => performance.now();
  return {
    examine: async (raw, context) => {
      const examination = await examine(raw, context, { rulebook, fingerprint, now });
      const message = await parse(raw);
      const read = await extract(message, new Budget(defaultLimits, now), { ocr: context.ocr });
      const texts = read.flatMap(({ regions }) => regions.map(({ where, text }) => ({ where, text })));
      return Object.assign(examination, { readings: { texts, leaves: await leavesOf(message, '', 0) } });
    },
    strip: () => Promise.resolve(null),
  };
});

/** In the order of the message; a nested message stands for its own leaves. */
async function leavesOf(message: ParsedMessage, prefix: string, depth: number): Promise<readonly LeafFacts[]> {
  const leaves: LeafFacts[] = [];
  for (const leaf of message.leaves) {
    const path = `${prefix}${leaf.path}`;
    if (leaf.role === 'message' && depth < deepest) {
      leaves.push(...(await leavesOf(await parse(leaf.content), `${path}>`, depth + 1)));
      continue;
    }
    leaves.push({
      path,
      declaredType: leaf.declaredType,
      contentHash: hashOf(Buffer.from(leaf.content)),
      textHash: leaf.text === null ? null : hashOf(Buffer.from(leaf.text)),
    });
  }
  return leaves;
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1').digest('hex');
}
