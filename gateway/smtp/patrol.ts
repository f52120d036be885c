// Looks after the connections now and then: who gets nothing done makes room for others, soon where they crowd, as they do
// when somebody takes all the connections there are.
import type { Tally } from './admission.ts';
import type { ClientSession } from './client-session.ts';
import type { SmtpLimits } from './limits.ts';

/** As the listening library has it. */
interface Connection {
  readonly id: string;
  readonly remoteAddress: string;
  send(code: number, text: string): void;
}

export interface Patrolled {
  readonly server: { readonly connections: ReadonlySet<Connection> };
  readonly sessions: ReadonlyMap<string, ClientSession>;
  /** Of each client address. */
  readonly connections: Tally;
}

export function startPatrol(patrolled: Patrolled, limits: SmtpLimits): { stop(): void } {
  const every = Math.min(5_000, limits.transactionTimeout / 4, limits.crowdedTimeout / 2);
  const timer = setInterval(() => dismissIdle(patrolled, limits), every);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

function dismissIdle({ server, sessions, connections }: Patrolled, limits: SmtpLimits): void {
  const crowdedAll = server.connections.size > limits.connections / 2;
  for (const connection of server.connections) {
    const session = sessions.get(connection.id);
    if (session === undefined) continue;
    const crowded = crowdedAll || connections.of(connection.remoteAddress) > limits.connectionsPerClient / 2;
    const stalled = crowded && session.stalledFor() >= limits.crowdedTimeout;
    if (stalled || session.idleFor() >= limits.transactionTimeout)
      connection.send(421, '4.4.2 no message came in time');
  }
}
