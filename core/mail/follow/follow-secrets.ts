// Remembers what one mail alone does not tell: a password sent again, and a password that follows its file.
import type { Examination } from '../../model/examination.ts';
import type { Finding } from '../../model/finding.ts';
import type { Attempt, LedgerChange } from '../../model/ledger.ts';
import { ChangedMeanwhile, type Keys, type Ports } from '../../ports.ts';
import type { Rulebook } from '../../rulebook/rulebook.ts';
import { normal } from '../decide/address.ts';
import { type Halves, halvesOf, sameDoorFinding, sameDoorRule } from '../detect/same-door/detect-same-door.ts';
import { type DoorEvent, type DoorHistory, filesToTry, type Link, linkOf, withEvent } from './door-history.ts';

export interface FollowDependencies {
  readonly ports: Pick<Ports, 'ledger' | 'keys' | 'clock'>;
  readonly rulebook: Rulebook;
}

/** A secret that was seen before, under its fingerprint; plain JSON, as the ledger keeps it. */
export interface Disclosure {
  /** Milliseconds since the epoch. */
  readonly last: number;
  readonly times: number;
  /** The message that disclosed it last: its own retry is no repetition. */
  readonly attempt: string;
}

// All that one message reads and writes fits into one transaction of either host.
const mostRecipients = 40;
const mostSecrets = 20;
const mostDue = 20;
const tries = 5;
/** Characters of a keyed hash that are kept: 64 bits. */
const kept = 16;

/**
 * The findings as the mails before put them: repeated ones say so, and one more tells of a file and its key. Rejects when
 * the ledger does.
 */
export async function followSecrets(
  attempt: Attempt,
  examination: Examination,
  deps: FollowDependencies,
): Promise<readonly Finding[]> {
  const { findings } = examination;
  const fingerprints = fingerprintsOf(findings);
  const halves = halvesOf(findings, examination.parts, deps.rulebook);
  if (fingerprints.length === 0 && halves.file === null && halves.key === null) return findings;
  const event = eventOf(attempt, examination, halves, deps);
  for (let left = tries; ; left--) {
    const doors = event === null ? [] : await doorsOf(attempt, event, deps);
    const secrets = await secretsOf(attempt, fingerprints, deps);
    const due = await dueRescans(doors, deps);
    try {
      await deps.ports.ledger.commit([...[...doors, ...secrets].map(({ change }) => change), ...due]);
    } catch (cause) {
      // Another message with the same secret or recipient was quicker.
      if (!(cause instanceof ChangedMeanwhile) || left === 1) throw cause;
      continue;
    }
    const repeated = new Set(secrets.flatMap((secret) => (secret.repeated ? [secret.fingerprint] : [])));
    const marked = findings.map((finding) =>
      repeated.has(String(finding.value?.fingerprint))
        ? { ...finding, value: { ...finding.value, repeated: true } }
        : finding,
    );
    return [...marked, ...linkFinding(doors, halves, findings, deps.rulebook)];
  }
}

function fingerprintsOf(findings: readonly Finding[]): readonly string[] {
  const all = findings.flatMap(({ kind, value }) =>
    kind === 'credential' && typeof value?.fingerprint === 'string' ? [value.fingerprint] : [],
  );
  return [...new Set(all)].slice(0, mostSecrets);
}

function eventOf(
  { id, envelope }: Attempt,
  { headers, candidates = [] }: Examination,
  { file, key }: Halves,
  { ports: { keys, clock } }: FollowDependencies,
): DoorEvent | null {
  if (file === null && key === null) return null;
  const thread = (headers.thread ?? []).map((name) => keys.fingerprint(`thread\0${name}`).slice(0, kept));
  const sender = keys.fingerprint(`sender\0${normal(envelope.mailFrom)}`).slice(0, kept);
  const tried = candidates.length === 0 ? {} : { candidates };
  return { at: clock(), attempt: id, file: file !== null, key: key !== null, sender, thread, ...tried };
}

interface Door {
  readonly change: LedgerChange;
  readonly link: Link | null;
  /** Attempts whose locked file a password may open. */
  readonly toTry: readonly string[];
}

/** Name of what is remembered of a recipient. */
export function doorId(recipient: string, keys: Pick<Keys, 'fingerprint'>): string {
  return keys.fingerprint(`recipient\0${normal(recipient)}`).slice(0, 2 * kept);
}

/** A held mail to be read again, under the id of its attempt; plain JSON, as the ledger keeps it. */
export interface DueRescan {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** That failed so far; absent: none. */
  readonly tries?: number;
}

async function dueRescans(
  doors: readonly Door[],
  { ports: { ledger, clock } }: FollowDependencies,
): Promise<readonly LedgerChange[]> {
  const attempts = [...new Set(doors.flatMap(({ toTry }) => toTry))].slice(0, mostDue);
  return Promise.all(
    attempts.map(async (id) => {
      const version = (await ledger.record('rescan', id))?.version ?? 0;
      return { type: 'record', kind: 'rescan', id, version, value: { at: clock() } satisfies DueRescan } as const;
    }),
  );
}

function doorsOf(
  { envelope }: Attempt,
  event: DoorEvent,
  { ports: { ledger, keys } }: FollowDependencies,
): Promise<readonly Door[]> {
  const recipients = new Set(envelope.recipients.slice(0, mostRecipients).map(({ address }) => normal(address)));
  return Promise.all(
    [...recipients].map(async (recipient) => {
      const id = doorId(recipient, keys);
      const stored = await ledger.record('door', id);
      const history = (stored?.value as DoorHistory | undefined) ?? { events: [] };
      const value = withEvent(history, event, event.at);
      return {
        change: { type: 'record', kind: 'door', id, version: stored?.version ?? 0, value },
        link: linkOf(history, event, event.at),
        toTry: filesToTry(history, event, event.at),
      };
    }),
  );
}

function secretsOf(
  { id: attempt }: Attempt,
  fingerprints: readonly string[],
  { ports: { ledger, clock } }: FollowDependencies,
): Promise<readonly { fingerprint: string; repeated: boolean; change: LedgerChange }[]> {
  const last = clock();
  return Promise.all(
    fingerprints.map(async (fingerprint) => {
      const stored = await ledger.record('disclosure', fingerprint);
      const before = (stored?.value as Disclosure | undefined) ?? { last, times: 0, attempt: '' };
      const times = before.times + (before.attempt === attempt ? 0 : 1);
      const value: Disclosure = { last, times, attempt };
      const version = stored?.version ?? 0;
      const change = { type: 'record', kind: 'disclosure', id: fingerprint, version, value } as const;
      return { fingerprint, repeated: times > 1, change };
    }),
  );
}

/** What stands in the mail itself was found there already. */
function linkFinding(
  doors: readonly Door[],
  { file, key }: Halves,
  findings: readonly Finding[],
  rulebook: Rulebook,
): readonly Finding[] {
  const link = doors.find((door) => door.link?.by === 'same-thread')?.link ?? doors.find((door) => door.link)?.link;
  if (link === undefined || link === null || findings.some(({ rule }) => rule === sameDoorRule)) return [];
  return [sameDoorFinding(file ?? key ?? 'message', link, rulebook)];
}
