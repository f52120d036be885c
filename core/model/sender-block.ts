// A sender that managers had blocked for themselves, their team or everybody, and reports of unwanted mail.
import type { PersonsDecision } from './exception.ts';

/** Addresses and domains in their compared form: lower case, internationalised names in ASCII. */
export type BlockTarget =
  | { readonly kind: 'address'; readonly address: string }
  /** With its sub-domains. */
  | { readonly kind: 'domain'; readonly domain: string }
  /** A display name, whatever the address, at a domain or below it. */
  | { readonly kind: 'name'; readonly name: string; readonly domain: string }
  /** A whole address in which `*` stands for any run of characters and `?` for one. */
  | { readonly kind: 'pattern'; readonly pattern: string };

export const blockScopes = ['self', 'team', 'organisation'] as const;
/** Whose mail it stops: the requester's, that of all who answer to them and their own, or everybody's. */
export type BlockScope = (typeof blockScopes)[number];

export interface SenderBlock {
  /** `<requester>/<unguessable>`. */
  readonly id: string;
  readonly target: BlockTarget;
  readonly scope: BlockScope;
  readonly why: string;
  readonly askedBy: string;
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
  /** Report of an employee that led to it; null when there is none. */
  readonly report: string | null;
  /** What it would have stopped, as counted when it was asked for. */
  readonly preview: BlockPreview;
  readonly state: 'requested' | 'approved' | 'refused' | 'undone';
  readonly decision: PersonsDecision | null;
  /** Last day in force, `2026-01-31`, and the first moment after it; null until it is approved. */
  readonly until: { readonly day: string; readonly at: number } | null;
  /** Who last said that it still holds. */
  readonly reviewed: PersonsDecision | null;
  readonly undone: PersonsDecision | null;
}

/** Numbers alone: never who wrote or what. */
export interface BlockPreview {
  /** Messages recorded from then on were looked at. */
  readonly since: number;
  readonly messages: number;
  /** Of them, those that reached at least one person they were for. */
  readonly delivered: number;
  /** Display names are not recorded: all mail of the domain was counted. */
  readonly atMost: boolean;
}

export type BlockState = SenderBlock['state'] | 'expired';

/** An employee's report of an unwanted message to whoever they answer to. */
export interface UnwantedReport {
  /** `<manager>/<reporter>/<unguessable>`. */
  readonly id: string;
  readonly manager: string;
  readonly by: string;
  readonly at: number;
  /** Address that the message came from. */
  readonly sender: string;
  readonly why: string;
  readonly state: 'reported' | 'block-asked' | 'dismissed';
  /** The manager's words to a dismissal. */
  readonly answer: string | null;
  /** Id of the block that was asked for. */
  readonly block: string | null;
}

/** An approved block ends by itself. */
export function blockStateAt({ state, until }: SenderBlock, now: number): BlockState {
  return state === 'approved' && until !== null && now >= until.at ? 'expired' : state;
}
