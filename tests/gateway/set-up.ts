// A gateway on a free port between a test's client and a fake next hop, with a door that does as told.
import type { NextHop } from '../../adapters/smtp/next-hop.ts';
import { type SmtpPeer, standardTimeouts } from '../../adapters/smtp/smtp-client.ts';
import { smtpNextHop } from '../../adapters/smtp/smtp-next-hop.ts';
import type { Relay } from '../../core/ports.ts';
import { networks } from '../../gateway/smtp/admission.ts';
import type { Answer, Arrival, Door } from '../../gateway/smtp/door.ts';
import { defaultSmtpLimits, type SmtpLimits } from '../../gateway/smtp/limits.ts';
import { memoryBudget } from '../../gateway/smtp/message-intake.ts';
import { type SmtpGateway, type SmtpGatewayOptions, startSmtpGateway } from '../../gateway/smtp/smtp-gateway.ts';

export interface FakeDoor extends Door {
  readonly arrivals: readonly Arrival[];
  readonly concluded: readonly string[];
}

/** By default hands the message on to everybody and answers what the next hop said to the first. */
export function fakeDoor(receive: (arrival: Arrival, relay: Relay) => Promise<Answer> = handOn): FakeDoor {
  const arrivals: Arrival[] = [];
  const concluded: string[] = [];
  return {
    arrivals,
    concluded,
    receive(arrival, relay) {
      arrivals.push(arrival);
      return receive(arrival, relay);
    },
    conclude(attempt) {
      concluded.push(attempt.id);
      return Promise.resolve();
    },
  };
}

let attempts = 0;

export async function handOn({ envelope, raw }: Arrival, relay: Relay): Promise<Answer> {
  const attempt = `attempt-${++attempts}`;
  const { mailFrom, parameters, recipients } = envelope;
  const replies = await relay.deliver({ key: attempt, mailFrom, parameters, recipients, raw });
  return {
    reply: [...replies.values()][0] ?? { code: 451, text: '4.3.0 nobody to serve' },
    attempt: { id: attempt, recipients: [] },
  };
}

export function peerAt(port: number, timeouts: Partial<SmtpPeer['timeouts']> = {}): SmtpPeer {
  return {
    host: '127.0.0.1',
    port,
    name: 'gate.example',
    tls: 'offered',
    timeouts: { ...standardTimeouts, ...timeouts },
  };
}

export function gatewayTo(
  hop: number | NextHop,
  door: Door,
  { limits, ...options }: Partial<Omit<SmtpGatewayOptions, 'limits'>> & { limits?: Partial<SmtpLimits> } = {},
): Promise<SmtpGateway> {
  return startSmtpGateway({
    direction: 'inbound',
    host: '127.0.0.1',
    port: 0,
    name: 'gate.example',
    trace: 'gate-1',
    nextHop: typeof hop === 'number' ? smtpNextHop(peerAt(hop)) : hop,
    door,
    isOurs: (address) => address.toLowerCase().endsWith('@agency.example'),
    tls: null,
    accounts: [],
    trusted: networks(['127.0.0.0/8']),
    budget: memoryBudget(200_000_000),
    report: () => undefined,
    ...options,
    limits: { ...defaultSmtpLimits, ...limits },
  });
}
