// A next hop reached by SMTP: client sessions, a relay of its own, and what it offers.
import type { Relay } from '../../core/ports.ts';
import type { Extensions } from './extensions.ts';
import type { NextHop } from './next-hop.ts';
import { nextHopSession } from './next-hop-session.ts';
import { connectSmtp, type SmtpPeer } from './smtp-client.ts';

/** How long, in milliseconds, an answer to EHLO is trusted before the next client session asks again. */
const trustedFor = 30_000;

export function smtpNextHop(peer: SmtpPeer): NextHop {
  let known: { readonly extensions: Extensions | null; readonly at: number } | null = null;
  let asking: Promise<Extensions | null> | null = null;

  const probe = async (): Promise<Extensions | null> => {
    try {
      const client = await connectSmtp(peer);
      void client.quit();
      return client.extensions;
    } catch {
      return null;
    }
  };
  return {
    name: `smtp://${peer.host}:${peer.port}`,
    relay: smtpRelay(peer),
    session: () => nextHopSession(peer),
    extensions() {
      // One that was away is asked again at once: it may be back.
      if (known?.extensions && performance.now() - known.at < trustedFor) return Promise.resolve(known.extensions);
      asking ??= probe().then((extensions) => {
        known = { extensions, at: performance.now() };
        asking = null;
        return extensions;
      });
      return asking;
    },
  };
}

/** A connection for each delivery: notices, releases and resumption are rare and must not wait for one another. */
export function smtpRelay(peer: SmtpPeer): Relay {
  return {
    async deliver(mail) {
      const session = nextHopSession(peer);
      try {
        return await session.relay.deliver(mail);
      } finally {
        await session.close();
      }
    },
  };
}
