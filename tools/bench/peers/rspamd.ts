// rspamd as Debian configures it, on as many workers as cores: each mail is asked about as a mail server would, by HTTP.
import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../send-mails/gateway-process.ts';
import { missingProgram, type Peer, startedServer, stopped } from './peer.ts';

export const rspamdProgram = '/usr/bin/rspamd';
/** What a mail server tells of the envelope: without it rspamd leaves SPF and more out. */
export const envelope = {
  From: 'writer@elsewhere.example',
  Rcpt: 'desk@agency.example',
  IP: '192.0.2.7',
  Helo: 'client.example',
};

/** All that Debian switches on; whatever it asks about, the answer of the run's name server is that there is no such name. */
export const rspamd = peer('rspamd', {});

/** Without the lists of others that Postern does not ask either. */
export const rspamdAlone = peer('rspamd without block lists', {
  'rbl.conf': 'enabled = false;',
  'surbl.conf': 'enabled = false;',
  'fuzzy_check.conf': 'enabled = false;',
});

function peer(name: string, files: Readonly<Record<string, string>>): Peer {
  return {
    name,
    missing: missingProgram(rspamdProgram, 'rspamd'),
    async start(folder, nameServer) {
      const [port = 0] = await freePorts(1);
      const child = await startRspamd(folder, port, nameServer, {
        'worker-normal.inc': `bind_socket = "127.0.0.1:${port}"; count = ${availableParallelism()};`,
        'worker-proxy.inc': 'enabled = false;',
        ...files,
      });
      return { pids: [child.pid ?? 0], scan: (raw) => check(port, raw), stop: () => stopped(child) };
    },
  };
}

/** `files` say which of its workers listens at the port. */
export function startRspamd(
  folder: string,
  port: number,
  nameServer: number,
  files: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  writeConfiguration(folder, {
    'worker-controller.inc': 'enabled = false;',
    'logging.inc': 'type = "console"; level = "error";',
    'options.inc': `dns { nameserver = ["127.0.0.1:${nameServer}"]; }`,
    ...files,
  });
  const variables = ['LOCAL_CONFDIR', 'DBDIR', 'RUNDIR', 'LOGDIR'].map((name) => `--var=${name}=${folder}`);
  return startedServer(rspamdProgram, ['-f', '-i', '-c', '/etc/rspamd/rspamd.conf', ...variables], port);
}

async function check(port: number, raw: Buffer): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/checkv2`, {
    method: 'POST',
    headers: envelope,
    body: new Uint8Array(raw),
  });
  const verdict = (await answer.json()) as { readonly action?: string };
  if (verdict.action === undefined) throw new Error('rspamd gave no verdict');
}

function writeConfiguration(folder: string, files: Readonly<Record<string, string>>): void {
  const local = join(folder, 'local.d');
  mkdirSync(local);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(local, name), `${text}\n`);
  // It gives up root for a user of its own.
  chmodSync(folder, 0o777);
}
