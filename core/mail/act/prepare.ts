// Makes the bytes each delivery group gets before anything is promised: parts taken out, trace fields added.
import type { MessageDecision } from '../../model/decision.ts';
import type { Attempt } from '../../model/ledger.ts';
import type { Examiner, RemovalNotices } from '../../ports.ts';
import { heldInstead } from './held-instead.ts';
import { type DeliveryGroup, stripKey, stripPaths } from './plan.ts';
import { reference } from './reference.ts';
import { stamp } from './stamp.ts';

/** This installation, as it signs its trace fields. */
export interface Site {
  readonly hostname: string;
  /** Name of this installation, found again in a loop. */
  readonly trace: string;
}

/** Stripped forms of one message by the paths taken out, joined by NUL. */
export type StrippedForms = ReadonlyMap<string, Uint8Array>;

/**
 * Tries every strip that was decided. Where the structure does not allow it (signed, encrypted, broken) the recipient is
 * held instead of getting a damaged or unstripped message. `notices` stand in the place of each part; most mail needs none.
 */
export async function prepareStrips(
  raw: Uint8Array,
  decision: MessageDecision,
  { examiner, notices }: { readonly examiner: Pick<Examiner, 'strip'>; readonly notices: () => RemovalNotices },
): Promise<{ decision: MessageDecision; forms: StrippedForms }> {
  const forms = new Map<string, Uint8Array>();
  const tried = new Set<string>();
  const impossible = new Set<string>();
  for (const recipient of decision.recipients) {
    const key = stripKey(recipient);
    if (recipient.outcome !== 'strip' || tried.has(key)) continue;
    tried.add(key);
    const paths = stripPaths(recipient);
    const stripped = await examiner.strip(raw, paths, notices());
    if (stripped === null) impossible.add(key);
    else forms.set(paths.join('\0'), stripped);
  }
  if (impossible.size === 0) return { decision, forms };
  const recipients = decision.recipients.map((recipient) =>
    recipient.outcome === 'strip' && impossible.has(stripKey(recipient))
      ? heldInstead(recipient, 'postern/strip-not-possible')
      : recipient,
  );
  return { decision: { ...decision, recipients, outcome: 'hold' }, forms };
}

/** The bytes for one group; the verdict names clauses only to people of the organisation. */
export function render(
  group: DeliveryGroup,
  raw: Uint8Array,
  forms: StrippedForms,
  context: {
    readonly attempt: Attempt;
    readonly site: Site;
    readonly authenticationResults: string | null;
    readonly toOurselves: boolean;
    readonly now: number;
  },
): Uint8Array {
  const content = group.strip.length === 0 ? raw : forms.get(group.strip.join('\0'));
  if (content === undefined) throw new Error('a stripped form was not prepared');
  const id = reference(context.attempt);
  const clauses = context.toOurselves && group.clauses.length > 0 ? `; clauses=${group.clauses.join(',')}` : '';
  return stamp(content, {
    hostname: context.site.hostname,
    trace: context.site.trace,
    id,
    verdict: `${group.outcome}; id=${id}${clauses}`,
    authenticationResults: context.authenticationResults,
    envelope: context.attempt.envelope,
    at: context.now,
  });
}
