// The JSON API of the single machine: health, and scanning a message without sending it (DESIGN section 7).
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HttpBindings, type ServerType, serve } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { MemoryBudget } from '../smtp/message-intake.ts';

export interface Health {
  readonly version: string;
  readonly directions: Readonly<Record<'inbound' | 'outbound', DirectionHealth>>;
  /** Outside engines; none is a choice, one that does not answer is trouble. */
  readonly engines?: readonly { readonly name: string; readonly answers: boolean }[];
}

export interface DirectionHealth {
  readonly port: number;
  readonly nextHop: string;
  readonly reachable: boolean;
}

export interface ApiParts {
  health(): Promise<Health>;
  /** Answers the object that `scan --json` prints. */
  scanMessage(raw: Uint8Array): Promise<unknown>;
  /** Largest message, in bytes. */
  readonly messageBytes: number;
  /** Shared with the SMTP side. */
  readonly budget: MemoryBudget;
  report(event: { readonly event: string; readonly cause: unknown }): void;
}

const scansAtOnce = 2;
/** Whoever opens more keeps people from the console, not mail from the gateway: it needs files too. */
const mostConnections = 1000;
/** Seconds. */
const retryAfter = 5;

export function apiRoutes({ health, scanMessage, messageBytes, budget, report }: ApiParts): Hono {
  const app = new Hono();
  app.get('/healthz', async (context) => {
    const { version, directions, engines = [] } = await health();
    const ready =
      Object.values(directions).every(({ reachable }) => reachable) && engines.every(({ answers }) => answers);
    // A next hop that is away is the operator's concern; the process itself is well and must not be restarted for it.
    return context.json({ status: ready ? 'ok' : 'degraded', version, ...directions, engines });
  });
  app.post(
    '/api/v1/scan',
    fewAtOnce(messageBytes, budget),
    bodyLimit({
      maxSize: messageBytes,
      onError: (context) => context.json({ error: `the message is larger than ${messageBytes} bytes` }, 413),
    }),
    async (context) => {
      const type = context.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
      if (type !== 'message/rfc822')
        return context.json({ error: 'send the message with content-type message/rfc822' }, 400);
      const raw = new Uint8Array(await context.req.arrayBuffer());
      if (raw.length === 0) return context.json({ error: 'the body is empty, send a message' }, 400);
      return context.json((await scanMessage(raw)) as object);
    },
  );
  app.notFound((context) => context.json({ error: 'no such page' }, 404));
  app.onError((cause, context) => {
    report({ event: 'http-failed', cause });
    return context.json({ error: 'the request could not be dealt with, please try again later' }, 500);
  });
  return app;
}

/** Mail on its way comes first: a scan takes a place and memory before its message is read, or none. */
function fewAtOnce(messageBytes: number, budget: MemoryBudget): MiddlewareHandler {
  let running = 0;
  return async (context, next) => {
    const length = context.req.header('content-length');
    // In chunks (RFC 9112 section 7.1) nobody knows how much will come.
    const most = length === undefined ? messageBytes : Math.min(Number(length), messageBytes);
    if (running >= scansAtOnce || !budget.take(most)) {
      context.header('retry-after', `${retryAfter}`);
      return context.json({ error: 'too much is being scanned now, please try again later' }, 503);
    }
    running++;
    try {
      await next();
    } finally {
      running--;
      budget.give(most);
    }
  };
}

/** A request as Node's server took it. */
export type HttpContext = Context<{ Bindings: HttpBindings }>;

/** What Node's server has of a request, for who answers without Hono. */
export function nodeSides(context: Context): [IncomingMessage, ServerResponse] {
  const { incoming, outgoing } = context.env as HttpBindings;
  return [incoming as IncomingMessage, outgoing as ServerResponse];
}

/** For who wrote the answer to the node side. */
export async function handOver(written: Promise<void>): Promise<Response> {
  await written;
  return RESPONSE_ALREADY_SENT;
}

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Rejects when the port cannot be had; 0 is any free port. */
export async function startHttp(app: Hono, host: string, port: number): Promise<HttpServer> {
  const server: ServerType = serve({ fetch: app.fetch, hostname: host, port });
  server.maxConnections = mostConnections;
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
