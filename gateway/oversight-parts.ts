// What the parts of oversight on one machine share: its surroundings, and facts that follow from them.
import type { LocalKeys } from '../adapters/local/key-client.ts';
import type { ReadingRoom } from '../core/oversight/cases/read-item.ts';
import type { HouseTerms } from '../core/oversight/house-terms.ts';
import type { NoticeTexts } from '../core/oversight/notices/format-texts.ts';
import type { Viewer } from '../core/oversight/viewing/view-item.ts';
import type { OpeningProof, Ports } from '../core/ports.ts';
import type { Rulebook } from '../core/rulebook/rulebook.ts';
import type { Factors } from '../core/sign-in-ports.ts';
import type { Config } from './config/config-schema.ts';

export interface OversightSurroundings {
  readonly config: Config;
  readonly version: string;
  readonly ports: Pick<Ports, 'ledger' | 'store' | 'clock'>;
  readonly keys: LocalKeys;
  readonly rulebook: Rulebook;
  /** Words of the policy for people. */
  readonly texts: NoticeTexts;
  /** Reads a message to show it, in a process of its own. */
  readonly viewer: Viewer;
  /** Files of policy/access by name. */
  readonly policies: () => ReadonlyMap<string, string>;
  readonly release: (item: string, proof: OpeningProof) => Promise<ReadonlyMap<string, string>>;
  readonly report: (event: { readonly event: string; readonly cause: unknown }) => void;
}

/** What the routes and the command line work with. */
export interface Wired {
  readonly room: ReadingRoom;
  /** Resolves when what was noticed by the way is written. */
  settled(): Promise<void>;
}

export function zoneOf({ pack }: Pick<Rulebook, 'pack'>): string {
  return pack.organisation.zone ?? 'UTC';
}

export function houseTermsOf({ rulebook, texts }: Pick<OversightSurroundings, 'rulebook' | 'texts'>): HouseTerms {
  const { pack, schemes } = rulebook;
  return { organisation: pack.organisation, pack, schemes, ispDomains: rulebook.list('isp-domains'), texts };
}

/** Loaded late, as all of sign-in. Rejects when the secret of accounts cannot be read. */
export async function factorsOf(config: Config): Promise<Factors> {
  const { openFactors } = await import('../adapters/identity/local-factors.ts');
  const { origin, hostname } = new URL(publicUrlOf(config));
  return openFactors(config.data, { origin, id: hostname });
}

/** Where people reach this installation, without a slash at the end. */
export function publicUrlOf({ oversight, http }: Config): string {
  return oversight.publicUrl ?? `http://localhost:${http.port}`;
}
