// Node's own HTTP server within the function, for what answers requests of Node alone (the sign-in provider): each call goes
// through it over the loopback address, so that the console is the very one of the single machine.
import { once } from 'node:events';
import { type IncomingMessage, request as send } from 'node:http';
import type { Hono } from 'hono';
import { startHttp } from '../gateway/http/http-server.ts';

/** Of one connection alone (RFC 9110 section 7.6.1). */
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** `client` is the address of who asks. */
export function throughNode(app: Hono): (request: Request, client: string) => Promise<Response> {
  const started = startHttp(app, '127.0.0.1', 0);
  return async (request, client) => {
    const { port } = await started;
    const { pathname, search } = new URL(request.url);
    const body = Buffer.from(await request.arrayBuffer());
    const kept = [...request.headers].filter(([name]) => !hopByHop.has(name));
    const headers = { ...Object.fromEntries(kept), 'content-length': body.length, 'x-forwarded-for': client };
    // A connection of its own: between two calls the function stands still, and a kept one dies unseen.
    const options = { host: '127.0.0.1', port, method: request.method, path: `${pathname}${search}`, headers };
    const sent = send({ ...options, agent: false }).end(body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    return responseOf(answer, Buffer.concat(await answer.toArray()));
  };
}

function responseOf({ statusCode = 500, headersDistinct }: IncomingMessage, body: Buffer): Response {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct))
    if (!hopByHop.has(name)) for (const value of values) headers.append(name, value);
  return new Response(body.length === 0 ? null : Uint8Array.from(body), { status: statusCode, headers });
}
