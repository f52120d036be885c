// Approves, refuses and takes back access. An approval counts by its proof, which the key service checks itself.
import type { ApproverProof, Grant } from '../../model/grant.ts';
import { ChangedMeanwhile, type Grants, Refused } from '../../ports.ts';
import type { Actor } from '../access/actor.ts';
import type { Resource } from '../access/resource.ts';
import { type Found, find, NotFound, type Oversight, perform, write } from '../act.ts';
import { dayOf } from '../calendar.ts';
import { type Access, isInForce } from './access.ts';
import { type Case, investigatorsOn } from './case.ts';
import { findCase } from './move-case.ts';

export interface Granting extends Oversight {
  readonly grants: Pick<Grants, 'grant' | 'revoke'>;
}

/** What the approver signs. */
export function grantOf({ id, case: caseId, requester, items, purpose, until }: Access): Grant {
  return { id, case: caseId, reader: requester, items, purpose, until };
}

/** Rejects with Refused when the proof is not the actor's own over this very access, or nothing waits for it. */
export async function approveAccess(
  oversight: Granting,
  actor: Actor,
  id: string,
  { why, proof }: { readonly why: string; readonly proof: ApproverProof },
): Promise<Access> {
  const { access, found, resource } = await accessWithCase(oversight, id);
  const act = { action: 'decide-access', resource, subject: id, detail: { decision: 'approved' } } as const;
  try {
    return await perform(oversight, actor, act, async (now) => {
      mustWait(access.value);
      mustStillInvestigate(access.value, found.value, dayOf(now, oversight.zone));
      if (access.value.until < now) throw new Refused('the time asked for is over; let it be asked for again');
      if (proof.approver !== actor.person) throw new Refused('the proof is signed by somebody else');
      await oversight.grants.grant(grantOf(access.value), proof);
      const value: Access = { ...access.value, state: 'approved', decision: { at: now, by: actor.person, why } };
      return { changes: [write('access', access, value), write('case', found, found.value)], value };
    });
  } catch (cause) {
    // Somebody refused it, or ended the case, in the same moment: then nothing was granted.
    if (cause instanceof Refused && cause.cause instanceof ChangedMeanwhile)
      await takeBackUnlessApproved(oversight, id);
    throw cause;
  }
}

async function takeBackUnlessApproved({ ledger, grants }: Granting, id: string): Promise<void> {
  const now = await find<Access>(ledger, 'access', id);
  if (now?.value.state === 'refused' || now?.value.state === 'revoked') await grants.revoke(id);
}

export async function refuseAccess(oversight: Granting, actor: Actor, id: string, why: string): Promise<Access> {
  const { access, resource } = await accessWithCase(oversight, id);
  const act = { action: 'decide-access', resource, subject: id, detail: { decision: 'refused' } } as const;
  return perform(oversight, actor, act, async (now) => {
    mustWait(access.value);
    if (why.trim().length < 3) throw new Refused('say why it is refused, so that the investigator knows');
    const value: Access = { ...access.value, state: 'refused', decision: { at: now, by: actor.person, why } };
    return { changes: [write('access', access, value)], value };
  });
}

/** In the ledger first, so that it holds at once whatever becomes of the key service. */
export async function revokeAccess(oversight: Granting, actor: Actor, id: string, why: string): Promise<Access> {
  const { access, resource } = await accessWithCase(oversight, id);
  const act = { action: 'revoke-access', resource, subject: id } as const;
  const revoked = await perform(oversight, actor, act, async (now) => {
    if (access.value.state !== 'approved') throw new Refused(`this access is ${access.value.state}, not approved`);
    const value: Access = { ...access.value, state: 'revoked', decision: { at: now, by: actor.person, why } };
    return { changes: [write('access', access, value)], value };
  });
  await oversight.grants.revoke(id);
  return revoked;
}

function mustWait({ state }: Access): void {
  if (state !== 'asked') throw new Refused(`this access is already ${state}`);
}

function mustStillInvestigate({ requester }: Access, value: Case, today: string): void {
  if (value.state !== 'open') throw new Refused(`the case is ${value.state}; it would have to be opened again first`);
  if (value.officer === requester || investigatorsOn(value, today).includes(requester)) return;
  throw new Refused('who asked is not authorised for this case any more');
}

export interface AccessInCase {
  readonly access: Found<Access>;
  readonly found: Found<Case>;
  readonly resource: Resource;
}

/** Rejects with NotFound. */
export async function accessWithCase(oversight: Oversight, id: string): Promise<AccessInCase> {
  const access = await find<Access>(oversight.ledger, 'access', id);
  if (access === null) throw new NotFound('access');
  const found = await findCase(oversight, access.value.case);
  const now = oversight.clock();
  const resource: Resource = {
    type: 'Access',
    id,
    attributes: {
      requester: access.value.requester,
      caseState: found.value.state,
      investigators: investigatorsOn(found.value, dayOf(now, oversight.zone)),
      inForce: isInForce(access.value, now),
      purpose: access.value.purpose,
    },
  };
  return { access, found, resource };
}
