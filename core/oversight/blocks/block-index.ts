// Finds the blocks of a sender: by address, by domain and those above it, by display name; patterns one after the other.
import { normal, partsOf } from '../../mail/decide/address.ts';
import { type AddressGlob, addressGlob } from '../../mail/decide/address-glob.ts';
import type { MailAddress } from '../../model/message.ts';
import type { BlockTarget, SenderBlock } from '../../model/sender-block.ts';
import { nameKey } from './block-target.ts';

export interface ActiveBlock {
  readonly id: string;
  readonly target: BlockTarget;
  readonly until: SenderBlock['until'];
  /** Whose mail it stops, in their compared form; null: everybody's. */
  readonly concerns: ReadonlySet<string> | null;
}

export interface BlockIndex {
  readonly addresses: ReadonlyMap<string, readonly ActiveBlock[]>;
  readonly domains: ReadonlyMap<string, readonly ActiveBlock[]>;
  /** By the name's words and the domain. */
  readonly names: ReadonlyMap<string, readonly ActiveBlock[]>;
  readonly patterns: readonly { readonly glob: AddressGlob; readonly block: ActiveBlock }[];
}

export function blockIndex(blocks: readonly ActiveBlock[]): BlockIndex {
  const keyed = (keyOf: (target: BlockTarget) => string | null) => {
    const found = Map.groupBy(blocks, ({ target }) => keyOf(target));
    return new Map([...found].flatMap(([key, of]) => (key === null ? [] : [[key, of] as const])));
  };
  return {
    addresses: keyed((target) => (target.kind === 'address' ? target.address : null)),
    domains: keyed((target) => (target.kind === 'domain' ? target.domain : null)),
    names: keyed((target) => (target.kind === 'name' ? nameAt(nameKey(target.name), target.domain) : null)),
    patterns: blocks.flatMap((block) =>
      block.target.kind === 'pattern' ? [{ glob: addressGlob(block.target.pattern), block }] : [],
    ),
  };
}

function nameAt(words: string, domain: string): string {
  return `${words}\0${domain}`;
}

/** `name` '' when none was given. */
export function blocksOf({ name, address }: MailAddress, index: BlockIndex): readonly ActiveBlock[] {
  const whole = normal(address);
  const words = index.names.size === 0 ? '' : nameKey(name);
  const domains = partsOf(address)
    .domain.split('.', mostLabels)
    .map((_, i, labels) => labels.slice(i).join('.'));
  return [
    ...(index.addresses.get(whole) ?? []),
    ...domains.flatMap((domain) => index.domains.get(domain) ?? []),
    ...domains.flatMap((domain) => index.names.get(nameAt(words, domain)) ?? []),
    ...index.patterns.flatMap(({ glob, block }) => (glob.matches(whole) ? [block] : [])),
  ];
}

/** RFC 1035 section 2.3.4 leaves room for no more. */
const mostLabels = 127;
