// A gateway of its own for one run: `bin/postern up` as a child process on free loopback ports.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface GatewayProcess {
  readonly data: string;
  readonly pid: number;
  readonly ports: { readonly inbound: number; readonly outbound: number };
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('../../bin/postern', import.meta.url));
/** Milliseconds; the first start may have packages to fetch. */
const longestStart = 10 * 60_000;

export interface GatewaySettings {
  readonly ports: { readonly inbound: number; readonly outbound: number; readonly http: number };
  readonly pack?: string;
  /** Of both directions, as in postern.yaml. */
  readonly nextHop?: string;
  /** As in postern.yaml. */
  readonly dnsServers?: readonly string[];
}

/** `folder` gets the configuration and the data folder. Rejects when the gateway does not come up. */
export async function startGatewayProcess(
  folder: string,
  { ports, pack = 'default', nextHop = 'maildir:', dnsServers = [] }: GatewaySettings,
): Promise<GatewayProcess> {
  const data = join(folder, 'data');
  const configuration = join(folder, 'postern.yaml');
  await mkdir(data);
  await writeFile(
    configuration,
    `hostname: mx.agency.example\npack: ${JSON.stringify(pack)}\nlimits: { connectionsPerClient: 10000, flood: { messages: 1000000, recipients: 1000000 } }\nhttp: { port: ${ports.http} }\n` +
      `dnsServers: ${JSON.stringify(dnsServers)}\n` +
      // What is sent came to somebody before: its topmost Received field names the client.
      'inboundRelays: [127.0.0.0/8]\nsmtp:\n' +
      `  inbound: { port: ${ports.inbound}, nextHop: '${nextHop}' }\n` +
      `  outbound: { port: ${ports.outbound}, nextHop: '${nextHop}' }\n`,
  );
  const child = spawn(program, ['up', '--data', data, '--config', configuration], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await ready(child);
  return { data, pid: child.pid ?? 0, ports, stop: () => stop(child) };
}

async function ready(child: ChildProcess): Promise<void> {
  const timer = setTimeout(() => child.kill('SIGKILL'), longestStart);
  const said = new Promise<void>((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-10_000);
      if (text.includes('Postern is ready')) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error('the gateway did not start; its last lines are above')));
  });
  await said.finally(() => clearTimeout(timer));
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

/** Free a moment ago; somebody else may be faster. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
