// A message put together again from the spans of its parts: equal bytes show that none was lost or counted twice.
import type { Entity } from '../../core/mail/parse/entity.ts';

/** Own header, then the gaps between the children and the children, then the rest. */
export function reassembled(bytes: Buffer, entity: Entity): Buffer {
  const pieces = [bytes.subarray(entity.span.start, entity.bodyStart)];
  let at = entity.bodyStart;
  for (const child of entity.children) {
    pieces.push(bytes.subarray(at, child.span.start), reassembled(bytes, child));
    at = child.span.end;
  }
  return Buffer.concat([...pieces, bytes.subarray(at, Math.max(at, entity.span.end))]);
}
