// What the command line may ask of a running gateway about held mail: facts, and to let an item go on.

import type { ControlCommands } from '../adapters/local/control-socket.ts';
import { reference } from '../core/mail/act/reference.ts';
import type { Rescanned } from '../core/mail/rescan.ts';
import type { ScanDependencies } from '../core/mail/scan.ts';
import type { HeldItem, MessageRecord } from '../core/model/ledger.ts';
import type { OpeningProof, Relay } from '../core/ports.ts';
import type { LocalDoor } from './local-door.ts';

/** One held item as people may see it: never content (DESIGN 5a). */
export interface HeldFacts {
  readonly item: HeldItem;
  readonly message: MessageRecord | null;
}

export interface HeldQuery {
  readonly class?: HeldItem['class'];
  readonly all?: boolean;
}

export function heldCommands(
  deps: ScanDependencies,
  door: Pick<LocalDoor, 'release' | 'rescan'>,
  relay: (item: HeldItem) => Relay,
): ControlCommands {
  const { ledger } = deps.ports;
  return {
    async 'held-list'(query) {
      const { class: heldClass, all } = query as HeldQuery;
      const items: HeldItem[] = [];
      const filter = {
        ...(heldClass === undefined ? {} : { class: heldClass }),
        ...(all ? {} : { state: 'kept' as const }),
      };
      for await (const item of ledger.heldItems(filter)) items.push(item);
      return items;
    },
    async 'held-show'(id): Promise<readonly HeldFacts[]> {
      return factsOf(String(id), deps);
    },
    async 'held-release'(request) {
      const { item, proof } = request as { item: string; proof: OpeningProof };
      return [...(await door.release(item, proof, relay))];
    },
    async 'held-rescan'(request): Promise<Rescanned> {
      const { item, proof } = request as { item: string; proof: OpeningProof };
      return door.rescan(item, proof);
    },
  };
}

/**
 * By item id, by the message's id (its hex SHA-256), or by the reference that notices and Postern-Verdict give; the last
 * two can have several items.
 */
async function factsOf(id: string, { ports: { ledger } }: ScanDependencies): Promise<readonly HeldFacts[]> {
  const item = await ledger.heldItem(id);
  if (item !== null) return [{ item, message: await ledger.message({ attempt: item.attempt }) }];
  const found: HeldFacts[] = [];
  const attempt = (await ledger.message({ messageId: id }))?.attempt;
  for await (const each of ledger.heldItems(attempt === undefined ? {} : { attempt })) {
    if (each.attempt !== attempt && reference({ id: each.attempt }) !== id) continue;
    found.push({ item: each, message: await ledger.message({ attempt: each.attempt }) });
  }
  return found;
}
