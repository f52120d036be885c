// An examining process that also hands back the texts it read, for sets that compare them. Used for evaluation only.
import { createHash } from 'node:crypto';
import { parse } from '../../core/mail/parse/parse.ts';
import type { ParsedMessage } from '../../core/model/message.ts';
import { examineAndRead, serveExaminer } from '../../gateway/workers/serve-examiner.ts';
import type { LeafFacts } from './evaluation.ts';

const deepest = 16;

serveExaminer((deps) => ({
  examine: async (raw, context) => {
    const { examination, message, readings } = await examineAndRead(raw, context, deps);
    const texts = readings.flatMap(({ regions }) => regions.map(({ where, text }) => ({ where, text })));
    return Object.assign(examination, { readings: { texts, leaves: await leavesOf(message, '', 0) } });
  },
}));

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
