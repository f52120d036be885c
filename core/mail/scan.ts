// The life of one mail, stage by stage. Start reading here (DESIGN section 3).
//
//   intake   durable raw copy, recipients known           intake/
//   parse, extract, detect   what is in it                examine.ts, in a worker that may be killed
//   decide   findings × recipients × policy               decide/
//   act      seal, record, hand on, per recipient         act/
//   record   facts for the index, never content           record/
//
// Failure has two ends only: temporary (the client keeps the message and tries again) or held (a person looks).
import { createHash } from 'node:crypto';
import type { Answer, Arrival } from '../model/arrival.ts';
import type { MessageDecision } from '../model/decision.ts';
import type { Direction } from '../model/envelope.ts';
import type { Examination } from '../model/examination.ts';
import type { SenderException } from '../model/exception.ts';
import type { Attempt, RecipientRecord } from '../model/ledger.ts';
import { isTerminal, type RecipientState } from '../model/recipient-state.ts';
import type { Found } from '../oversight/act.ts';
import { unlessReleased } from '../oversight/blocks/released-before.ts';
import { nobodyBlocked } from '../oversight/blocks/sender-blocks.ts';
import { exceptionsOf } from '../oversight/exceptions.ts';
import { raiseRepeatedAttempts } from '../oversight/incidents/repeated-attempts.ts';
import { removalNotices } from '../oversight/notices/notices.ts';
import type { Relay } from '../ports.ts';
import type { Rulebook } from '../rulebook/rulebook.ts';
import type { ActDependencies } from './act/act.ts';
import { answer, tryAgain } from './act/answer.ts';
import { carryOut } from './act/carry-out.ts';
import { heldInstead } from './act/held-instead.ts';
import { makePlan, type Plan } from './act/plan.ts';
import { prepareStrips } from './act/prepare.ts';
import { reference } from './act/reference.ts';
import { isOurs } from './decide/address.ts';
import { type DecideInput, decide } from './decide/decide.ts';
import { inForce } from './decide/excepted.ts';
import { concernsExemptOnly } from './decide/exempt.ts';
import { gradeAuthenticity } from './detect/authenticity/judge-authenticity.ts';
import { followSecrets } from './follow/follow-secrets.ts';
import { accept } from './intake/accept.ts';
import { stopFlood } from './intake/stop-flood.ts';
import { withOpenedBefore } from './record/earlier-facts.ts';

export type ScanDependencies = Omit<ActDependencies, 'relay'>;

/** Takes a message from a client. Never rejects: whatever goes wrong, the client is told to try again. */
export async function scan(arrival: Arrival, relay: Relay, deps: ScanDependencies): Promise<Answer> {
  let attempt: string | null = null;
  try {
    const stopped = await stopFlood(arrival, deps);
    if (stopped !== null) return { reply: stopped, attempt: null };
    const accepted = await accept(arrival, deps.ports);
    attempt = accepted.attempt.id;
    const states = await settle({ ...accepted, raw: arrival.raw, how: 'as-decided' }, { ...deps, relay });
    const reply = answer(arrival.direction, [...states.values()], reference(accepted.attempt));
    return {
      reply,
      attempt: { id: attempt, recipients: reply.code < 400 || reply.code >= 500 ? [...states.keys()] : [] },
    };
  } catch (cause) {
    deps.report({ event: 'scan-failed', attempt, cause });
    return { reply: tryAgain, attempt: attempt === null ? null : { id: attempt, recipients: [] } };
  } finally {
    // Everybody has a fate, or the client is told to keep the message: either way this copy has done its work.
    if (attempt !== null) await deps.ports.store.deleteRaw(attempt).catch(() => undefined);
  }
}

/** Recipients to bring to their fate, and what was said about them before. */
export interface Work {
  readonly attempt: Attempt;
  readonly recipients: readonly RecipientRecord[];
  readonly raw: Uint8Array;
  /** Some of it was tried before: the record of that try is completed, not replaced. */
  readonly again: boolean;
  /**
   * `answered`: a person answered the reasons to hold · `hold`: it could not be handed on for a day, a person looks ·
   * `no-envelope`: nobody knows whom it is for, a person looks.
   */
  readonly how: 'as-decided' | 'answered' | 'hold' | 'no-envelope';
}

/**
 * Brings every recipient that is in no terminal state to its fate. Also what restarts do with attempts that were cut off.
 * Resolves with the state of each; rejects when something could not be read or written.
 */
export async function settle(work: Work, deps: ActDependencies): Promise<ReadonlyMap<string, RecipientState>> {
  const { attempt, recipients, raw } = work;
  const { rulebook, ports } = deps;
  const states = new Map(recipients.map((recipient) => [recipient.address, recipient.state]));
  const waiting = recipients.filter((recipient) => !isTerminal(recipient.state));
  if (waiting.length === 0) return states;

  const earlier = work.again ? await ports.ledger.message({ attempt: attempt.id }) : null;
  const [{ examination: read, authenticationResults }, blocksInForce] = await Promise.all([
    examineMail(work, deps),
    attempt.direction === 'inbound' ? deps.senderBlocks.inForce() : nobodyBlocked,
  ]);
  const examination = withOpenedBefore(read, earlier, rulebook.schemes);
  const now = ports.clock();
  const senders = { mailFrom: attempt.envelope.mailFrom, from: examination.headers.from };
  const addresses = waiting.map(({ address }) => address);
  const blockedFor = await unlessReleased(blocksInForce(senders), addresses, attempt.id, deps.ports.ledger);
  const terms = { at: now, blockedFor };
  const { first, exceptions } = await decideWithExceptions(work, waiting, examination, terms, deps);
  const { decision, forms } = await prepareStrips(raw, first, {
    examiner: deps.ports.examiner,
    notices: () => removalNotices(deps.rulebook.pack, deps.texts),
  });
  const plan = makePlan(attempt, decision, now);
  const settled = await carryOut(
    { plan, raw, forms, examination, authenticationResults, states, exceptions },
    earlier,
    deps,
  );
  for (const [address, state] of settled) states.set(address, state);
  await raiseIfRepeated(plan, now, deps);
  return states;
}

/** The mail has its fate: what goes wrong here is reported, and counted again with the next. */
async function raiseIfRepeated(
  { attempt, decision }: Plan,
  now: number,
  { ports: { ledger }, rulebook, texts, report }: ActDependencies,
): Promise<void> {
  const { organisation } = rulebook.pack;
  await raiseRepeatedAttempts(attempt, decision, { ledger, now, organisation, texts }).catch((cause: unknown) =>
    report({ event: 'attempts-not-counted', attempt: attempt.id, cause }),
  );
}

async function examineMail(
  { attempt, recipients, raw }: Work,
  { ports, rulebook }: ActDependencies,
): Promise<{ examination: Examination; authenticationResults: string | null }> {
  const { mailFrom } = attempt.envelope;
  const direction = directionAt(attempt, rulebook);
  const exempt = concernsExemptOnly({ mailFrom, recipients }, direction, rulebook.pack.organisation);
  const [examination, authentic] = await Promise.all([
    ports.examiner.examine(raw, {
      mailFrom,
      ocr: rulebook.pack.ocr?.includes(direction) ?? false,
      exempt,
      openLocked: direction === 'inbound',
      ...(direction === 'inbound' && !exempt && ports.rescans ? { window: await ports.rescans.window() } : {}),
    }),
    attempt.direction === 'inbound'
      ? ports.authenticator.authenticate(raw, attempt.envelope)
      : { findings: [], results: null },
  ]);
  if (examination.id !== createHash('sha256').update(raw).digest('hex'))
    throw new Error('the answer of the readers is about another message; it is tried again');
  // Mail of exempt people is not remembered either.
  const followed = exempt ? examination.findings : await followSecrets(attempt, examination, { ports, rulebook });
  const graded = gradeAuthenticity(authentic.findings, rulebook.rules, (domain) =>
    isOurs(`anybody@${domain}`, rulebook.pack.organisation),
  );
  return {
    examination: { ...examination, findings: [...followed, ...graded] },
    authenticationResults: authentic.results,
  };
}

/** Exceptions lift blocks alone: whose mail is not blocked needs none looked up. */
async function decideWithExceptions(
  work: Work,
  waiting: readonly RecipientRecord[],
  examination: Examination,
  terms: Pick<DecideInput, 'blockedFor'> & { readonly at: number },
  { ports, rulebook }: ActDependencies,
): Promise<{ readonly first: MessageDecision; readonly exceptions: readonly Found<SenderException>[] }> {
  const { attempt } = work;
  const plain = decideFor(work, waiting, examination, terms, rulebook);
  const blocks = plain.recipients.some(({ reasons }) => reasons.some(({ outcome }) => outcome === 'block'));
  if (!blocks) return { first: plain, exceptions: [] };
  const found = await exceptionsOf(attempt.envelope.mailFrom, ports.ledger);
  const exceptions = found.filter(({ value }) => inForce(value, terms.at, attempt.id));
  const lifted = { ...terms, exceptions: exceptions.map(({ value }) => value) };
  return { first: decideFor(work, waiting, examination, lifted, rulebook), exceptions };
}

function decideFor(
  { attempt, how }: Work,
  waiting: readonly RecipientRecord[],
  examination: Examination,
  terms: Pick<DecideInput, 'exceptions' | 'blockedFor' | 'at'>,
  rulebook: Rulebook,
): MessageDecision {
  const decision = decide({
    examination,
    mailFrom: attempt.envelope.mailFrom,
    recipients: waiting,
    direction: directionAt(attempt, rulebook),
    rulebook,
    ...terms,
    ...(how === 'answered' ? { answered: 'hold' } : {}),
  });
  if (how === 'as-decided' || how === 'answered') return decision;
  const clause = how === 'hold' ? 'postern/not-handed-on' : 'postern/no-envelope';
  const recipients = decision.recipients.map((recipient) => heldInstead(recipient, clause));
  return { ...decision, recipients, outcome: 'hold' };
}

/**
 * The door counts before the envelope: who claims to write from inside but comes to the inbound door is outside, and what
 * comes to the outbound door leaves, also under the null sender.
 */
export function directionAt({ direction, envelope }: Attempt, { pack: { organisation } }: Rulebook): Direction {
  if (direction === 'inbound') return 'inbound';
  return envelope.recipients.every(({ address }) => isOurs(address, organisation)) ? 'internal' : 'outbound';
}
