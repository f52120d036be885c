// The SMTP listener of one direction: accepts clients and binds each to a session of the next hop (DESIGN section 7).
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { type Extensions, noExtensions } from '../../adapters/smtp/extensions.ts';
import { isAccepted, type NextHop } from '../../adapters/smtp/next-hop.ts';
import { within } from '../../adapters/within.ts';
import type { Reply } from '../../core/ports.ts';
import { type Account, isLoopback, isSignIn, maySendAs, type Networks, type Tally, tally } from './admission.ts';
import { type ClientSession, clientSession } from './client-session.ts';
import type { Door } from './door.ts';
import type { SmtpLimits } from './limits.ts';
import type { MemoryBudget } from './message-intake.ts';
import { startPatrol } from './patrol.ts';

export interface SmtpGatewayOptions {
  readonly direction: 'inbound' | 'outbound';
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** What we call ourselves. */
  readonly name: string;
  /** Name of this installation in our Received fields. */
  readonly trace: string;
  readonly nextHop: NextHop;
  readonly door: Door;
  /** The organisation's own domains, as the policy has them now. */
  isOurs(address: string): boolean;
  /** PEM; STARTTLS is offered only with these. */
  readonly tls: { readonly key: string; readonly cert: string } | null;
  /** Outbound only. */
  readonly accounts: readonly Account[];
  /** Outbound only: these need not sign in. */
  readonly trusted: Networks;
  readonly limits: SmtpLimits;
  /** Shared by both directions. */
  readonly budget: MemoryBudget;
  /** For the operator's log: facts, never content. */
  report(event: { readonly event: string; readonly direction: string; readonly cause: unknown }): void;
}

export interface SmtpGateway {
  readonly port: number;
  /** Takes no new connections; those that are open go on. */
  stopListening(): void;
  /** Takes no new connections, lets open ones end for at most `grace` milliseconds. */
  close(grace: number): Promise<void>;
}

/**
 * Connections that the system takes while we are busy. A client beyond them sees one that nobody greets, and waits in vain for
 * minutes (RFC 5321 section 4.5.3.2.1).
 */
const backlog = 4096;

interface Listener {
  readonly options: SmtpGatewayOptions;
  readonly server: SMTPServer;
  readonly sessions: Map<string, ClientSession>;
  readonly connections: Tally;
  readonly failedSignIns: Tally;
  offered: Extensions;
}

/** Rejects when the port cannot be had. */
export async function startSmtpGateway(options: SmtpGatewayOptions): Promise<SmtpGateway> {
  const listener = makeListener(options);
  const { server } = listener;
  await refreshOffer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: options.port, host: options.host, backlog }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', (cause) =>
    options.report({ event: 'smtp-connection-failed', direction: options.direction, cause }),
  );
  const patrol = startPatrol(listener, options.limits);
  return {
    port: (server.server.address() as AddressInfo).port,
    stopListening: () => server.server.close(),
    close: (grace) =>
      new Promise((resolve) => {
        patrol.stop();
        server.options.closeTimeout = Math.max(1, grace);
        server.close(resolve);
      }),
  };
}

function makeListener(options: SmtpGatewayOptions): Listener {
  const { limits, tls } = options;
  const sessions = new Map<string, ClientSession>();
  const server = new SMTPServer({
    name: options.name,
    banner: 'Postern',
    heloResponse: '%s',
    disableReverseLookup: true,
    lenientAddressParsing: true,
    // Who must sign in is decided at MAIL, since trusted networks need not; whether AUTH is offered, for each session.
    authOptional: true,
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'LOGIN'],
    disabledCommands: neverOffered(tls !== null),
    ...(tls ?? {}),
    maxClients: limits.connections,
    maxRecipients: limits.recipients,
    maxCommandLength: limits.commandBytes,
    socketTimeout: limits.idleTimeout,
    // Replies carry the next hop's enhanced codes in their text; smtp-server would put its own guess before them.
    hideENHANCEDSTATUSCODES: true,
    logger: commandTap((id, line) => sessions.get(id)?.heard(line)),
  });
  const listener: Listener = {
    options,
    server,
    sessions,
    connections: tally(),
    failedSignIns: tally(),
    offered: noExtensions,
  };
  bindHandlers(listener);
  return listener;
}

function bindHandlers(listener: Listener): void {
  const { server, sessions } = listener;
  server.onConnect = (session, callback) => {
    welcome(listener, session).then((refusal) => callback(refusal === null ? null : asError(refusal)), callback);
  };
  server.onSecure = (_socket, session, callback) => {
    session.disabledCommands = commandsWithheld(listener, session);
    callback();
  };
  server.onAuth = (auth, session, callback) => {
    signIn(listener, auth.username ?? '', auth.password ?? '', session).then(
      (reply) => callback(reply === null ? null : asError(reply), { user: auth.username ?? '' }),
      callback,
    );
  };
  server.onMailFrom = (_address, session, callback) => {
    pass(sessions.get(session.id)?.mail(), callback);
  };
  server.onRcptTo = (_address, session, callback) => {
    pass(sessions.get(session.id)?.recipient(), callback);
  };
  server.onData = (stream, session, callback) => {
    const client = sessions.get(session.id);
    client?.message(stream).then(
      ({ reply, attempt }) => {
        if (reply.code === 250) callback(null, reply.text);
        else callback(asRefusal(reply));
        client.answered(attempt);
      },
      // The client went away in the middle; there is nobody to answer.
      () => undefined,
    );
  };
  server.onClose = (session) => {
    const client = sessions.get(session.id);
    if (client === undefined) return;
    sessions.delete(session.id);
    listener.connections.remove(session.remoteAddress);
    void client.close();
  };
}

/** Resolves with the reply that turns a client away, or null. */
async function welcome(listener: Listener, session: SMTPServerSession): Promise<Reply | null> {
  const { options, connections } = listener;
  const { direction, door, limits, budget, trace, isOurs } = options;
  if (connections.of(session.remoteAddress) >= limits.connectionsPerClient) {
    return { code: 421, text: '4.7.0 too many connections from this address, please try again later' };
  }
  connections.add(session.remoteAddress);
  const connection = listener.server.connections.values().find(({ id }) => id === session.id);
  session.disabledCommands = commandsWithheld(listener, session);
  const hop = options.nextHop.session();
  const user = (): string | undefined => (typeof session.user === 'string' ? session.user : undefined);
  listener.sessions.set(
    session.id,
    clientSession({
      direction,
      door,
      limits,
      budget,
      trace,
      isOurs,
      hop,
      offered: () => listener.offered,
      mayRelay: () =>
        direction === 'inbound' || user() !== undefined || options.trusted.includes(session.remoteAddress),
      maySendAs: (address) => {
        const name = user();
        return name === undefined || maySendAs(options.accounts, name, address);
      },
      bytesRead: () => connection?._socket.bytesRead ?? 0,
      dismiss: (text) => connection?.send(421, text),
      client: () => {
        const name = user();
        return {
          address: session.remoteAddress,
          helo: session.hostNameAppearsAs,
          tls: session.secure,
          ...(name === undefined ? {} : { user: name }),
        };
      },
    }),
  );
  await refreshOffer(listener);
  return null;
}

/** Advertises what the next hop offers; while it is away, what it offered last. Waits for an answer no longer than 2 s. */
async function refreshOffer(listener: Listener): Promise<void> {
  const { server, options } = listener;
  const asked = options.nextHop.extensions().then((extensions) => {
    const offered = extensions ?? listener.offered;
    listener.offered = offered;
    server.options.hide8BITMIME = !offered.eightBitMime;
    server.options.hideSMTPUTF8 = !offered.smtpUtf8;
    server.options.hideDSN = !offered.dsn;
    const own = options.limits.messageBytes;
    server.options.size = offered.size === null ? undefined : Math.min(own, offered.size || own);
  });
  await within(2_000, asked, () => undefined);
}

function neverOffered(hasCertificate: boolean): string[] {
  const toys = ['WIZ', 'SHELL', 'KILL', 'XCLIENT', 'XFORWARD', 'HELP'];
  return hasCertificate ? toys : [...toys, 'STARTTLS'];
}

/** AUTH only where there are accounts, and never over a network in clear. */
function commandsWithheld({ options }: Listener, session: SMTPServerSession): string[] {
  const mayAuth =
    options.direction === 'outbound' &&
    options.accounts.length > 0 &&
    (session.secure || isLoopback(session.remoteAddress));
  return [...neverOffered(options.tls !== null), ...(mayAuth ? [] : ['AUTH'])];
}

/** Resolves with the refusal, or null when the password is right. */
async function signIn(
  { options, failedSignIns }: Listener,
  user: string,
  password: string,
  session: SMTPServerSession,
): Promise<Reply | null> {
  const address = session.remoteAddress;
  if (failedSignIns.of(address) >= options.limits.failedSignIns) {
    return { code: 421, text: '4.7.0 too many failed sign-ins, please try again later' };
  }
  if (await isSignIn(options.accounts, user, password)) return null;
  failedSignIns.add(address);
  setTimeout(() => failedSignIns.remove(address), 600_000).unref();
  options.report({ event: 'sign-in-failed', direction: options.direction, cause: { client: address } });
  return { code: 535, text: '5.7.8 the user name or password is wrong' };
}

function pass(work: Promise<Reply> | undefined, callback: (cause?: Error | null) => void): void {
  const failed = () => asError({ code: 451, text: '4.3.0 please try again later' });
  if (work === undefined) callback(failed());
  else
    work.then(
      (reply) => callback(isAccepted(reply) ? null : asRefusal(reply)),
      () => callback(failed()),
    );
}

/** A 421 of the next hop ends its session, not the client's; what is no failure code must not look like success. */
function asRefusal({ code, text }: Reply): Error {
  return asError({ code: code >= 400 && code < 600 && code !== 421 ? code : 451, text });
}

/** How smtp-server takes a reply. */
function asError({ code, text }: Reply): Error {
  return Object.assign(new Error(text.slice(0, 450)), { responseCode: code });
}

/** smtp-server has no hook for each command, but it logs each, credentials apart, before it deals with it. */
function commandTap(heard: (session: string, line: string) => void) {
  const ignore = (): void => undefined;
  return {
    trace: ignore,
    info: ignore,
    warn: ignore,
    error: ignore,
    fatal: ignore,
    debug(entry: { tnx?: unknown; cid?: unknown }, _format: unknown, line: unknown) {
      if (entry.tnx === 'command' && typeof entry.cid === 'string' && typeof line === 'string') heard(entry.cid, line);
    },
  };
}
