// postern up: the gateway on this machine, until it is told to stop.
import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AlreadyRunning } from '../adapters/local/folder-lock.ts';
import { PolicyError } from '../core/rulebook/policy-error.ts';
import type { Config } from '../gateway/config/config-schema.ts';
import { ConfigError, loadConfig, parseConfig } from '../gateway/config/load-config.ts';
import { isLoopback, networks } from '../gateway/smtp/admission.ts';
import { type Gateway, startGateway } from '../gateway/start-gateway.ts';
import { policyFolder } from './chosen-policy.ts';
import { CannotRun, exit } from './exit.ts';
import { logLine } from './log.ts';

export const help = `usage: postern up [--data DIR] [--config FILE]

Starts SMTP from outside (2525), SMTP from inside (2526) and the page http://127.0.0.1:8080/healthz, all on loopback
unless postern.yaml says otherwise. Stops at Ctrl-C.
  --data     where everything is kept (default: data)
  --config   the configuration (default: postern.yaml in this folder, if there is one)
`;

const usualFile = 'postern.yaml';

export async function run(args: readonly string[]): Promise<number> {
  const { values } = argumentsOf(args);
  const file = values.config ?? usualFile;
  const config = await configOf(file, values);
  const gateway = await start(config, file);
  process.stdout.write(greeting(config, gateway));
  process.on('SIGHUP', () => void reload(gateway));
  await askedToStop();
  process.stdout.write('stopping …\n');
  await gateway.close();
  // A next hop that never answers would keep the process for minutes; what it was given is resumed at the next start.
  setTimeout(() => process.exit(exit.fine), 1_000).unref();
  return exit.fine;
}

function argumentsOf(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      data: { type: 'string' },
      config: { type: 'string' },
    },
  });
}

async function configOf(
  file: string,
  { data, config: named }: { readonly data?: string; readonly config?: string },
): Promise<Config> {
  try {
    const none = named === undefined && !(await exists(file));
    const config = none ? parseConfig('', process.cwd()) : await loadConfig(file);
    return data === undefined ? config : { ...config, data: resolve(data) };
  } catch (cause) {
    if (cause instanceof ConfigError) throw new CannotRun(asLines(cause, file));
    throw cause;
  }
}

function asLines({ mistakes }: ConfigError, file: string): string {
  return mistakes.map((mistake) => `${file}: ${mistake}`).join('\n');
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}

async function start(config: Config, file: string): Promise<Gateway> {
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  try {
    return await startGateway({ config, policyFolder, version, report: logLine });
  } catch (cause) {
    throw new CannotRun(whyNot(cause, config, file), { cause });
  }
}

/** One line that says what to mend; anything unforeseen keeps its own words. */
function whyNot(cause: unknown, config: Config, file: string): string {
  if (cause instanceof ConfigError) return asLines(cause, file);
  if (cause instanceof AlreadyRunning || cause instanceof PolicyError) return cause.message;
  const { code, address, port, message } = cause as {
    code?: string;
    address?: string;
    port?: number;
    message?: string;
  };
  if (code === 'EADDRINUSE')
    return `port ${port} is taken by another program; stop that, or set another port in ${file}`;
  if (code === 'EACCES' && port !== undefined)
    return `port ${port} may not be used by this user; choose one above 1023 in ${file}`;
  if (code === 'EADDRNOTAVAIL')
    return `${address} is not an address of this machine; change host or http.host in ${file}`;
  if (
    ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EEXIST', 'ENOSPC', 'ENAMETOOLONG', 'ELOOP'].includes(code ?? '')
  ) {
    return `the data folder ${config.data} cannot be written (${code}); choose another with --data`;
  }
  return message ?? 'the gateway could not be started';
}

function greeting(config: Config, { ports, pack }: Gateway): string {
  const { inbound, outbound } = config.smtp;
  const landing = [inbound, outbound].some(({ nextHop }) => nextHop.type === 'maildir')
    ? `${config.data}/delivered/`
    : 'the next mail servers';
  return `Postern is ready.
  from outside   smtp://${config.host}:${ports.inbound}
  from inside    smtp://${config.host}:${ports.outbound}
  console        http://${config.http.host}:${ports.http}/
  health         http://${config.http.host}:${ports.http}/healthz
  mail lands in  ${landing}
${firstMessage(config, pack, ports.outbound)}
Held mail:
  bin/postern held list${config.data === resolve('data') ? '' : ` --data ${config.data}`}

Stop with Ctrl-C.
`;
}

/** Only where it would be taken, from this machine without a sign-in, and stopped, by a pack that knows the marking. */
function firstMessage(config: Config, { organisation, schemes }: Gateway['pack'], port: number): string {
  const [domain] = organisation.domains;
  const taken = isLoopback(config.host) && networks(config.trustedNetworks).includes(config.host);
  if (domain === undefined || !taken || !schemes.includes('ca-gc')) return '';
  return `
A first message, stopped on its way to a personal address:
  swaks --server ${config.host}:${port} --from ana@${domain} --to ben@${domain},ana.private@gmail.com \\
        --header 'Subject: Budget note' --body 'PROTECTED B'
`;
}

/** What is wrong with a policy that is refused is in the log. */
async function reload(gateway: Gateway): Promise<void> {
  await gateway.reload().then(
    () => process.stdout.write('the policy was read again and is in force\n'),
    () => process.stdout.write('the policy in force stays: the new one cannot be used\n'),
  );
}

async function askedToStop(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
