// What a block would have stopped in the last 30 days, counted from the facts that the index keeps of mail.
import { carriedForms, normal } from '../../mail/decide/address.ts';
import type { MessageRecord } from '../../model/ledger.ts';
import type { BlockPreview, BlockTarget } from '../../model/sender-block.ts';
import type { Ledger } from '../../ports.ts';
import { type BlockIndex, blockIndex, blocksOf } from './block-index.ts';

const days = 30;
/** Messages looked at, newest first: a request is answered while somebody waits. */
const mostMessages = 50_000;

/** `concerns`: addresses in their compared form; null: everybody's. */
export async function previewOf(
  target: BlockTarget,
  concerns: ReadonlySet<string> | null,
  { ledger, now }: { readonly ledger: Pick<Ledger, 'messages'>; readonly now: number },
): Promise<BlockPreview> {
  // Display names are not recorded.
  const counted: BlockTarget = target.kind === 'name' ? { kind: 'domain', domain: target.domain } : target;
  const index = blockIndex([{ id: '', target: counted, until: null, concerns }]);
  const found = { messages: 0, delivered: 0 };
  let since = now - days * 24 * 3_600_000;
  let looked = 0;
  const ofThese = concerns === null ? {} : { parties: [...concerns].flatMap(carriedForms) };
  for await (const message of ledger.messages({ since, until: now, ...ofThese })) {
    if (looked++ === mostMessages) {
      since = message.at;
      break;
    }
    const stopped = stoppedIn(message, index, concerns);
    if (stopped.length === 0) continue;
    found.messages++;
    if (stopped.some(({ outcome }) => outcome !== 'hold' && outcome !== 'block')) found.delivered++;
  }
  return { since, ...found, atMost: target.kind === 'name' };
}

/** Recipients of a message whom the block concerns. */
function stoppedIn(
  { direction, mailFrom, authors = [], recipients }: MessageRecord,
  index: BlockIndex,
  concerns: ReadonlySet<string> | null,
): MessageRecord['recipients'] {
  if (direction !== 'inbound') return [];
  if (![mailFrom, ...authors].some((address) => blocksOf({ name: '', address }, index).length > 0)) return [];
  return concerns === null ? recipients : recipients.filter(({ address }) => concerns.has(normal(address)));
}
