// Lambda's Invoke in memory: calls of one function by another, each allowed by role.
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Outcome } from './lambda-runtime.ts';

export interface LambdaApi {
  readonly endpoint: string;
  close(): Promise<void>;
}

export interface CalledFunction {
  /** Access keys of the roles that may. */
  readonly by: readonly string[];
  invoke(event: unknown): Promise<Outcome>;
}

/** By the name after `postern-`. */
export async function startLambdaApi(functions: Readonly<Record<string, CalledFunction>>): Promise<LambdaApi> {
  const server = createServer(async (request, response) => {
    const [, name = ''] = /^\/2015-03-31\/functions\/postern-([a-z-]+)\/invocations$/.exec(request.url ?? '') ?? [];
    const [, caller = ''] = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
    const body = await bodyOf(request);
    const called = functions[name];
    if (called === undefined) return response.writeHead(404).end('{}');
    if (!called.by.includes(caller)) return response.writeHead(403).end('{}');
    const outcome = await called.invoke(JSON.parse(body));
    if (outcome.type === 'answered') return response.writeHead(200).end(JSON.stringify(outcome.value));
    return response.writeHead(200, { 'x-amz-function-error': 'Unhandled' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  return Buffer.concat(await request.toArray()).toString('utf8');
}
