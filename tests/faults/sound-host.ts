// Core on a machine where nothing fails but what a test puts in its place, without a gateway around it.
import type { ScanDependencies } from '../../core/mail/scan.ts';
import type { Arrival } from '../../core/model/arrival.ts';
import { nobodyBlocked } from '../../core/oversight/blocks/sender-blocks.ts';
import type { Ports } from '../../core/ports.ts';
import type { Machine } from './machine.ts';

export function scanDependencies(machine: Machine, instead: Partial<Ports> = {}): ScanDependencies {
  const { store, ledger, keys, examiner, clock, rulebook, texts } = machine;
  const authenticator = { authenticate: async () => ({ findings: [], results: null }) };
  return {
    ports: { store, ledger, keys, examiner, clock, authenticator, ...instead },
    rulebook,
    texts,
    site: { hostname: 'mx.agency.example', trace: 'sound-host' },
    senderBlocks: { inForce: async () => nobodyBlocked },
    report: () => undefined,
  };
}

/** A short mail of ours to these addresses. */
export function outgoing(subject: string, ...to: readonly string[]): Arrival {
  return {
    direction: 'outbound',
    envelope: {
      mailFrom: 'erin@agency.example',
      recipients: to.map((address) => ({ address })),
      parameters: {},
      client: { address: '192.0.2.7', helo: 'client.example', tls: false },
    },
    raw: Buffer.from(`From: <erin@agency.example>\r\nSubject: ${subject}\r\n\r\nHello\r\n`),
  };
}
