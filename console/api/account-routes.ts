// Accounts: reset by an administrator, and what an approver's passkey is, for who runs the machine.
import { z } from 'zod';
import type { Account } from '../../core/model/account.ts';
import { personResource } from '../../core/oversight/access/resource.ts';
import { demand, find } from '../../core/oversight/act.ts';
import { resetAccount } from '../../core/oversight/sign-in/reset-account.ts';
import type { Factors } from '../../core/sign-in-ports.ts';
import { param, plainRoute, type Route, route } from './route.ts';

export interface AccountSurroundings {
  readonly factors: Factors;
  /** Where passkeys of this installation sign. */
  readonly passkey: { readonly origin: string; readonly rpId: string };
  /** A passkey's public key in PEM. */
  readonly pemOf: (passkey: Account['passkeys'][number]) => string;
}

export function accountRoutes({ factors, passkey, pemOf }: AccountSurroundings): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/people/:person/account/reset',
      action: 'reset-account',
      summary: 'Gives a person a one-time password: makes or unlocks the account, and closes its sessions.',
      input: z.object({ factors: z.boolean().default(false) }),
      handle: async (room, request) => {
        const reset = { person: param(request, 'person'), factors: request.body.factors };
        return { oneTimePassword: await resetAccount({ ...room, factors }, request.actor, reset) };
      },
    }),
    plainRoute({
      method: 'GET',
      path: '/me/account',
      action: 'view-self',
      summary: 'One’s own account: age of the password, second factors, and passkeys as an approver gives them in.',
      handle: async (room, { actor }) => {
        demand(room, actor, 'view-self', personResource({ id: actor.person, manager: null }));
        const found = await find<Account>(room.ledger, 'account', actor.person);
        if (found === null) return null;
        const { password, totp, passkeys, lastSignIn } = found.value;
        return {
          passwordSetAt: password.setAt,
          lastSignIn,
          codes: totp !== null,
          passkeys: passkeys.map((one) => ({ id: one.id, addedAt: one.addedAt, publicKey: pemOf(one), ...passkey })),
        };
      },
    }),
  ];
}
