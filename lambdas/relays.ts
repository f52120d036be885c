// The next hop of each direction as the functions reach it: submission on port 587, signed in where there is a secret.
import type { Secrets } from '../adapters/aws/secrets.ts';
import type { SmtpPeer, SmtpTimeouts, TlsUse } from '../adapters/smtp/smtp-client.ts';
import { smtpRelay } from '../adapters/smtp/smtp-next-hop.ts';
import type { Attempt } from '../core/model/ledger.ts';
import type { Relay } from '../core/ports.ts';
import type { Settings } from './settings.ts';

export type RelayFor = (direction: Attempt['direction']) => Relay;

/** Shorter than RFC 5321's, since the function's own time is: what takes longer is tried again by finish-message. */
const timeouts: SmtpTimeouts = {
  connect: 5_000,
  greeting: 10_000,
  command: 10_000,
  dataStart: 10_000,
  dataBlock: 15_000,
  dataEnd: 20_000,
};

/** Mail among our own people came through the outbound door and leaves by its next hop. */
export function relaysOf(settings: Settings, secrets: Secrets): RelayFor {
  const peers = new Map<string, Promise<SmtpPeer>>();
  const peerOf = (name: 'POSTERN_RELAY_INBOUND' | 'POSTERN_RELAY_OUTBOUND') => {
    const known = peers.get(name) ?? peerAt(settings.get(name), settings, secrets);
    peers.set(name, known);
    known.catch(() => peers.delete(name));
    return known;
  };
  return (direction) => ({
    deliver: async (mail) =>
      smtpRelay(await peerOf(direction === 'inbound' ? 'POSTERN_RELAY_INBOUND' : 'POSTERN_RELAY_OUTBOUND')).deliver(
        mail,
      ),
  });
}

/** `smtp://host:port`, with `tls=never|offered|required` (else required), and `user=` where the relay wants us to sign in. */
async function peerAt(text: string, settings: Settings, secrets: Secrets): Promise<SmtpPeer> {
  const url = URL.canParse(text) ? new URL(text) : null;
  const tls = tlsUse(url?.searchParams.get('tls') ?? 'required');
  if (url?.protocol !== 'smtp:' || url.hostname === '' || tls === null)
    throw new Error('a relay is not of the form smtp://host:port; deploy the function again');
  const name = settings.get('POSTERN_HOSTNAME');
  const peer = { host: url.hostname, port: Number(url.port || 587), name, tls, timeouts };
  const user = url.searchParams.get('user');
  // A password in clear is worse than mail that waits.
  if (user === null || tls !== 'required') return peer;
  return { ...peer, account: { user, password: passwordIn(await secrets.text(settings.get('POSTERN_RELAY_SECRET'))) } };
}

function tlsUse(word: string): TlsUse | null {
  return word === 'never' || word === 'offered' || word === 'required' ? word : null;
}

function passwordIn(text: string): string {
  const { password } = JSON.parse(text) as { password?: unknown };
  if (typeof password !== 'string') throw new Error('the relay secret has no password; store {"password": …}');
  return password;
}
