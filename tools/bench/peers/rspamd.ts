// rspamd with Debian's own configuration, on as many workers as cores; what needs the network is switched off, as it is in Postern.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../send-mails/gateway-process.ts';
import { missingProgram, type Peer, startedServer, stopped } from './peer.ts';

const program = '/usr/bin/rspamd';

export const rspamd: Peer = {
  name: 'rspamd',
  missing: missingProgram(program, 'rspamd'),
  async start(folder) {
    const [port = 0] = await freePorts(1);
    writeConfiguration(folder, port);
    const variables = ['LOCAL_CONFDIR', 'DBDIR', 'RUNDIR', 'LOGDIR'].map((name) => `--var=${name}=${folder}`);
    const child = await startedServer(program, ['-f', '-i', '-c', '/etc/rspamd/rspamd.conf', ...variables], port);
    return {
      scan: async (raw) => {
        const answer = await fetch(`http://127.0.0.1:${port}/checkv2`, { method: 'POST', body: new Uint8Array(raw) });
        const verdict = (await answer.json()) as { readonly action?: string };
        if (verdict.action === undefined) throw new Error('rspamd gave no verdict');
      },
      stop: () => stopped(child),
    };
  },
};

function writeConfiguration(folder: string, port: number): void {
  const local = join(folder, 'local.d');
  mkdirSync(local);
  const files = {
    'worker-normal.inc': `bind_socket = "127.0.0.1:${port}"; count = ${availableParallelism()};`,
    'worker-controller.inc': 'enabled = false;',
    'worker-proxy.inc': 'enabled = false;',
    'logging.inc': 'type = "console"; level = "error";',
    'options.inc': 'dns { nameserver = ["127.0.0.1:1"]; timeout = 0.05s; retransmits = 1; }',
    'fuzzy_check.conf': 'enabled = false;',
    'rbl.conf': 'enabled = false;',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(local, name), `${text}\n`);
  // It gives up root for a user of its own.
  chmodSync(folder, 0o777);
}
