// A REST API of API Gateway in memory: HTTP in, the proxy event of a function out, over several processes of it in turn.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LambdaEnvironment } from './lambda-runtime.ts';

export interface ApiGateway {
  readonly url: string;
  close(): Promise<void>;
}

interface ProxyResult {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** Each request goes to the next process, as none of them can count on being asked again. `client`: address of who asks. */
export async function startApiGateway(processes: readonly LambdaEnvironment[], client: string): Promise<ApiGateway> {
  let count = 0;
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'https://console.agency.example');
    const body = Buffer.concat(await request.toArray());
    const event = {
      resource: '/{proxy+}',
      path: url.pathname,
      httpMethod: request.method,
      headers: Object.fromEntries(Object.entries(request.headersDistinct).map(([name, all]) => [name, all?.at(-1)])),
      multiValueHeaders: request.headersDistinct,
      multiValueQueryStringParameters: queryOf(url),
      requestContext: { identity: { sourceIp: client }, domainName: url.host, httpMethod: request.method },
      body: body.length === 0 ? null : body.toString('base64'),
      isBase64Encoded: body.length > 0,
    };
    const outcome = await processes[count++ % processes.length]?.invoke(event);
    if (outcome?.type !== 'answered') return response.writeHead(502).end();
    const {
      statusCode,
      headers = {},
      multiValueHeaders = {},
      body: answer,
      isBase64Encoded,
    } = outcome.value as ProxyResult;
    const all = {
      ...headers,
      ...Object.fromEntries(Object.entries(multiValueHeaders).map(([name, values]) => [name, [...values]])),
    };
    response.writeHead(statusCode, all).end(Buffer.from(answer, isBase64Encoded ? 'base64' : 'utf8'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function queryOf({ searchParams }: URL): Record<string, string[]> | null {
  const names = [...new Set(searchParams.keys())];
  return names.length === 0 ? null : Object.fromEntries(names.map((name) => [name, searchParams.getAll(name)]));
}
