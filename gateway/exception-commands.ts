// What the command line may ask of a running gateway about exceptions and appeals.
import { randomUUID } from 'node:crypto';
import type { ControlCommands } from '../adapters/local/control-socket.ts';
import type { Organisation } from '../core/model/pack.ts';
import type { Actor } from '../core/oversight/access/actor.ts';
import type { Role } from '../core/oversight/access/role.ts';
import type { Oversight } from '../core/oversight/act.ts';
import { decideAppeal, listAppeals, lodgeAppeal } from '../core/oversight/appeals.ts';
import { type AskedException, askException, decideException, listExceptions } from '../core/oversight/exceptions.ts';
import type { Ports } from '../core/ports.ts';

export interface AskCommand extends AskedException {
  readonly by: string;
}

export interface DecideCommand {
  readonly id: string;
  readonly by: string;
  readonly why: string;
  /** Of an exception: granted until then (milliseconds since the epoch), or null: refused. */
  readonly until: number | null;
}

export interface AppealCommand {
  readonly against: string;
  readonly by: string;
  readonly why: string;
}

export interface DecideAppealCommand {
  readonly id: string;
  readonly by: string;
  readonly why: string;
  readonly uphold: boolean;
}

/** Who may use the socket owns the data folder: whom they name is recorded as who acted, and that it came this way. */
export function exceptionCommands(
  { ledger, clock }: Pick<Ports, 'ledger' | 'clock'>,
  policies: () => ReadonlyMap<string, string>,
  organisation: Organisation,
): ControlCommands {
  let made: Promise<Oversight> | null = null;
  // The engine of access policies takes long to load, and most days nobody asks.
  const oversight = () => {
    made ??= import('../core/oversight/access/authorizer.ts').then(({ makeAuthorizer }) => ({
      ledger,
      clock,
      authorize: makeAuthorizer(policies()),
      newId: randomUUID,
      zone: 'UTC',
    }));
    return made;
  };
  return {
    'exception-ask': async (asked) => {
      const { by, ...exception } = asked as AskCommand;
      return askException(await oversight(), actorOf(by, 'employee'), exception);
    },
    'exception-decide': async (decided) => {
      const { id, by, why, until } = decided as DecideCommand;
      const answer = until === null ? ({ grant: false, why } as const) : ({ grant: true, until, why } as const);
      return decideException(await oversight(), actorOf(by, 'corporate-security'), id, answer);
    },
    'exception-list': async () =>
      Array.fromAsync(listExceptions(await oversight(), actorOf('operator', 'corporate-security'))),
    'appeal-lodge': async (lodged) => {
      const { by, ...appeal } = lodged as AppealCommand;
      const body = organisation.appeals?.body ?? organisation.contact;
      return lodgeAppeal(await oversight(), actorOf(by, 'employee'), { ...appeal, body });
    },
    'appeal-decide': async (decided) => {
      const { id, by, ...answer } = decided as DecideAppealCommand;
      return decideAppeal(await oversight(), actorOf(by, 'chief-security-officer'), id, answer);
    },
    'appeal-list': async () =>
      Array.fromAsync(listAppeals(await oversight(), actorOf('operator', 'corporate-security'))),
  };
}

function actorOf(person: string, role: Role): Actor {
  return { person: person.trim().toLowerCase(), roles: [role], deputy: false, client: 'command line' };
}
