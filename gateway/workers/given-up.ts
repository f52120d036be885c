// What is known of a message that no worker survived: nothing but its size and hash, so that policy holds it.
import { createHash } from 'node:crypto';
import type { Examination } from '../../core/model/examination.ts';

export function givenUp(raw: Uint8Array): Examination {
  const id = createHash('sha256').update(raw).digest('hex');
  return {
    id,
    bytes: raw.length,
    headers: { subject: '', from: [], to: [], cc: [], bcc: [], returnPath: null, messageId: null, received: 0 },
    protection: 'none',
    findings: [
      {
        rule: 'unreadable/crashed',
        kind: 'unreadable',
        severity: 'high',
        confidence: 1,
        where: 'message',
        value: { why: 'crashed' },
        owner: null,
      },
    ],
    classification: null,
    parts: [
      {
        path: 'message',
        role: 'message',
        name: null,
        declaredType: null,
        type: 'message/rfc822',
        bytes: raw.length,
        sha256: id,
        read: 'none',
        why: 'crashed',
        facts: [],
      },
    ],
    defects: [],
    timings: { parse: 0, extract: 0, detect: 0 },
  };
}
