// A mail server with a scanner in it, as Postern is one: Postfix takes each mail by SMTP, asks rspamd as a milter before it
// answers, keeps it as Debian configures it (flushed), and hands it on by SMTP. It answers before it hands on.
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { mainFile, masterFile } from '../../postfix/configuration.ts';
import { startInstance } from '../../postfix/postfix-instance.ts';
import { freePorts } from '../../send-mails/gateway-process.ts';
import { missingProgram, missingRoot, type Peer, stopped } from './peer.ts';
import { envelope, rspamdProgram, startRspamd } from './rspamd.ts';
import { startSink } from './sink.ts';
import { smtpScan } from './smtp-scan.ts';

/** Postfix takes no more than a hundred connections at a time by itself, and lets others wait without a greeting. */
const connectionsAtMost = 90;

export const postfixWithRspamd: Peer = {
  name: 'Postfix + rspamd (milter)',
  missing: missingProgram(rspamdProgram, 'rspamd') ?? missingProgram('/usr/sbin/postfix', 'postfix') ?? missingRoot(),
  async start(folder, nameServer) {
    await using begun = new AsyncDisposableStack();
    const sink = begun.adopt(await startSink(), ({ stop }) => stop());
    const [port = 0, milter = 0] = await freePorts(2);
    const [config, judge] = [join(folder, 'postfix'), join(folder, 'rspamd')];
    await mkdir(judge);
    // Both give up root for users of their own.
    await chmod(folder, 0o755);
    const rspamd = await startRspamd(judge, milter, nameServer, {
      'worker-normal.inc': 'enabled = false;',
      'worker-proxy.inc': `bind_socket = "127.0.0.1:${milter}"; count = ${availableParallelism()}; upstream "local" { default = yes; self_scan = yes; }`,
    });
    begun.adopt(rspamd, stopped);
    const main = mainFile(config, {
      myhostname: 'mx.agency.example',
      relayhost: `[127.0.0.1]:${sink.port}`,
      smtpd_milters: `inet:127.0.0.1:${milter}`,
      // The client says where its mail comes from: rspamd leaves most out for mail of this machine.
      smtpd_authorized_xclient_hosts: '127.0.0.0/8',
      mynetworks: `127.0.0.0/8, ${envelope.IP}`,
      smtpd_client_connection_count_limit: '0',
    });
    const master = masterFile([`127.0.0.1:${port} inet n - n - - smtpd`]);
    const postfix = await startInstance('beside rspamd', config, { main, master });
    begun.adopt(postfix, ({ abort }) => abort());
    const client = smtpScan(port, {
      most: connectionsAtMost,
      opening: [`XCLIENT ADDR=${envelope.IP} NAME=${envelope.Helo} HELO=${envelope.Helo}`, `EHLO ${envelope.Helo}`],
    });
    begun.adopt(client, ({ close }) => close());
    const all = begun.move();
    return {
      pids: [Number(await readFile(join(config, 'queue/pid/master.pid'), 'latin1')), rspamd.pid ?? 0],
      scan: client.scan,
      handedOn: () => sink.took(client.accepted()),
      stop: () => all.disposeAsync(),
    };
  },
};
