// Stands before a service of AWS and counts what would be billed: requests by kind, and DynamoDB's units by the size of items.
import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Billable things by name, e.g. `s3 PUT`, `kms`, `write units`. */
export type Counts = Map<string, number>;

export interface CountingProxy {
  readonly endpoint: string;
  close(): void;
}

export async function countBefore(endpoint: string, service: string, counts: Counts): Promise<CountingProxy> {
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const target = String(request.headers['x-amz-target'] ?? '');
    const { hostname, port } = new URL(endpoint);
    const path = request.url ?? '/';
    const onward = send({ hostname, port, path, method: request.method, headers: request.headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const content = Buffer.concat(chunks);
        count(counts, service, request.method ?? '', target, body, content);
        response.writeHead(answer.statusCode ?? 500, answer.headers).end(content);
      });
    });
    onward.on('error', () => response.writeHead(502).end());
    onward.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function count(counts: Counts, service: string, method: string, target: string, body: Buffer, answer: Buffer): void {
  const add = (name: string, value: number) => counts.set(name, (counts.get(name) ?? 0) + value);
  if (service === 's3')
    add(method === 'GET' || method === 'HEAD' ? 's3 GET' : method === 'DELETE' ? 's3 DELETE' : 's3 PUT', 1);
  else if (service !== 'dynamodb') add(service, 1);
  else if (/Write|Put|Delete|Update/.test(target)) add('write units', writeUnits(JSON.parse(body.toString())));
  // Strongly consistent reads: a unit for each 4 KB begun, one at least.
  else add('read units', Math.max(1, Math.ceil(answer.length / 4096)));
}

interface Written {
  readonly Item?: Readonly<Record<string, unknown>>;
  readonly TransactItems?: readonly Readonly<Record<string, Written>>[];
}

/** A unit for each KB begun of an item, twice in a transaction; each index that the item is in costs as much as its keys: one. */
function writeUnits(body: Written): number {
  if (body.TransactItems === undefined) return unitsOf(body);
  return 2 * body.TransactItems.flatMap((item) => Object.values(item)).reduce((sum, one) => sum + unitsOf(one), 0);
}

function unitsOf({ Item }: Written): number {
  if (Item === undefined) return 1;
  const indexes = Object.keys(Item).filter((name) => /^gsi\dpk$/.test(name)).length;
  return Math.max(1, Math.ceil(JSON.stringify(Item).length / 1024)) + indexes;
}
