// Where mail of each direction goes on from this machine.
import { join } from 'node:path';
import { maildirNextHop } from '../adapters/local/maildir-relay.ts';
import type { NextHop } from '../adapters/smtp/next-hop.ts';
import { standardTimeouts } from '../adapters/smtp/smtp-client.ts';
import { smtpNextHop } from '../adapters/smtp/smtp-next-hop.ts';
import { within } from '../adapters/within.ts';
import type { Config } from './config/config-schema.ts';
import { readPeerAccount } from './config/key-files.ts';

/** A door and its next hop. */
export type Side = 'inbound' | 'outbound';
export type NextHops = Readonly<Record<Side, NextHop>>;

/** Milliseconds after which a next hop that says nothing counts as away on the health page. */
export const healthPatience = 2_000;

/** Rejects with ConfigError when the password of a next hop cannot be read. Nothing is connected yet. */
export async function nextHops(config: Config): Promise<NextHops> {
  return { inbound: await nextHop('inbound', config), outbound: await nextHop('outbound', config) };
}

async function nextHop(side: Side, config: Config): Promise<NextHop> {
  const hop = config.smtp[side].nextHop;
  const account = await readPeerAccount(side, config);
  if (hop.type === 'maildir') return maildirNextHop(join(config.data, 'delivered'));
  return smtpNextHop({
    host: hop.host,
    port: hop.port,
    name: config.hostname,
    tls: hop.tls,
    timeouts: standardTimeouts,
    ...(account === undefined ? {} : { account }),
  });
}

/** Mail among our own people came through the outbound door and leaves by its next hop. */
export function sideOf(direction: 'inbound' | 'outbound' | 'internal'): Side {
  return direction === 'inbound' ? 'inbound' : 'outbound';
}

export async function healthOf(port: number, hop: NextHop) {
  const offered = await within(healthPatience, hop.extensions(), () => null);
  return { port, nextHop: hop.name, reachable: offered !== null };
}
