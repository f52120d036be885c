// The JSON API under /api/v1: signs in, checks what was sent, does it, and says in plain words what went wrong.
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ZodError } from 'zod';
import { Forbidden, NotFound } from '../../core/oversight/act.ts';
import type { Granting } from '../../core/oversight/cases/decide-access.ts';
import { actorOf } from '../../core/oversight/people/rights.ts';
import { Refused } from '../../core/ports.ts';
import { openApi } from './open-api.ts';
import { Lines, Png, type Route } from './route.ts';

/** Who is signed in, by the request's own credentials; null when nobody is. */
export type Identify = (
  request: Request,
) => Promise<{ readonly person: string; readonly authenticatedAt?: number } | null>;

export interface ApiSurroundings {
  readonly room: Granting;
  readonly routes: readonly Route[];
  readonly identify: Identify;
  readonly version: string;
  /** Address of the client that asks, for the trail. */
  readonly clientOf: (context: Context) => string;
  readonly report: (event: { readonly event: string; readonly cause: unknown }) => void;
}

/** Bytes; long reasons fit, whole messages do not belong here. */
const longestBody = 256 * 1024;

export function oversightApi({ room, routes, identify, version, clientOf, report }: ApiSurroundings): Hono {
  const app = new Hono();
  app.get('/openapi.json', (context) => context.json(openApi(routes, version)));
  for (const route of routes) {
    app.on(
      route.method,
      route.path,
      bodyLimit({
        maxSize: longestBody,
        onError: (context) => context.json({ error: 'the request is too large' }, 413),
      }),
      async (context) => {
        context.header('cache-control', 'no-store');
        try {
          const signedIn = await identify(context.req.raw);
          const actor = signedIn === null ? null : await actorOf(room, signedIn.person, clientOf(context));
          if (actor === null) return context.json({ error: 'sign in first' }, 401);
          const sent = await inputOf(route, context);
          if ('error' in sent) return context.json({ error: sent.error }, 400);
          const value = await route.handle(room, { actor, params: context.req.param(), body: sent.body });
          if (value instanceof Uint8Array) return context.body(Uint8Array.from(value).buffer, 200, fileHeaders);
          if (value instanceof Png) return context.body(Uint8Array.from(value.bytes).buffer, 200, pictureHeaders);
          if (value instanceof Lines) return context.body(streamOf(value), 200, fileHeaders);
          return context.json({ result: value ?? null });
        } catch (cause) {
          return answerTo(cause, context, report);
        }
      },
    );
  }
  return app;
}

/** Nothing that was retained is ever shown by a browser as what it claims to be. */
const fileHeaders = {
  'content-type': 'application/octet-stream',
  'content-disposition': 'attachment; filename="item"',
  'x-content-type-options': 'nosniff',
};

const pictureHeaders = { ...fileHeaders, 'content-type': 'image/png' };

/** Pulled as the client reads, so that no long answer is ever all in memory. */
function streamOf({ lines }: Lines): ReadableStream<Uint8Array> {
  const rest = lines[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      let chunk = '';
      while (chunk.length < 65_536) {
        const { value, done } = await rest.next();
        if (done) {
          if (chunk !== '') controller.enqueue(Buffer.from(chunk));
          return controller.close();
        }
        chunk += `${value}\n`;
      }
      controller.enqueue(Buffer.from(chunk));
    },
    async cancel() {
      await rest.return?.();
    },
  });
}

function answerTo(cause: unknown, context: Context, report: ApiSurroundings['report']) {
  if (cause instanceof Forbidden) return context.json({ error: cause.message }, 403);
  if (cause instanceof NotFound) return context.json({ error: cause.message }, 404);
  if (cause instanceof Refused) return context.json({ error: cause.message }, 409);
  report({ event: 'http-failed', cause });
  return context.json({ error: 'this could not be done now, please try again later' }, 500);
}

async function inputOf(route: Route, context: Context): Promise<{ body: unknown } | { error: string }> {
  if (route.input === null) return { body: null };
  let sent: unknown = context.req.query();
  if (route.method !== 'GET') {
    try {
      sent = await context.req.json();
    } catch {
      return { error: 'the body is no JSON; send an object' };
    }
  }
  const parsed = route.input.safeParse(sent);
  return parsed.success ? { body: parsed.data } : { error: inWords(parsed.error) };
}

function inWords({ issues }: ZodError): string {
  const [first] = issues;
  const where = first?.path.join('.') ?? '';
  return `${where === '' ? 'the input' : where}: ${first?.message.toLowerCase() ?? 'not as expected'}`;
}
