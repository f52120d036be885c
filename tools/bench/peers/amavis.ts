// amavisd-new with clamd, on as many children as cores: takes each mail by SMTP, has it searched for viruses, and hands it
// on by SMTP before it answers. Without SpamAssassin, which is measured by itself, and with one signature of our own.
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../send-mails/gateway-process.ts';
import { missingProgram, missingRoot, type Peer, startedServer, stopped } from './peer.ts';
import { startSink } from './sink.ts';
import { smtpScan } from './smtp-scan.ts';

const [amavisd, clamd] = ['/usr/sbin/amavisd', '/usr/sbin/clamd'];

export const amavis: Peer = {
  name: 'amavisd-new + clamd',
  missing: missingProgram(amavisd, 'amavisd-new') ?? missingProgram(clamd, 'clamav-daemon') ?? missingRoot(),
  // Some fifty a second at best; Perl compiles nothing while it runs.
  fewer: { warming: 500, counted: 1000 },
  async start(folder) {
    await using begun = new AsyncDisposableStack();
    const sink = begun.adopt(await startSink(), ({ stop }) => stop());
    const [port = 0, antivirus = 0] = await freePorts(2);
    chmodSync(folder, 0o755);
    const [home, signatures] = [join(folder, 'amavis'), join(folder, 'signatures')];
    for (const path of [home, join(home, 'tmp'), join(home, 'db'), signatures]) mkdirSync(path);
    const [user = 0, group = 0] = ['-u', '-g'].map((which) => Number(execFileSync('id', [which, 'amavis'])));
    for (const path of [home, join(home, 'tmp'), join(home, 'db')]) chownSync(path, user, group);
    writeFileSync(
      join(signatures, 'own.ndb'),
      `Bench.Test:0:*:${Buffer.from('a signature of our own').toString('hex')}\n`,
    );
    writeFileSync(join(folder, 'clamd.conf'), clamdFile(antivirus, signatures));
    writeFileSync(join(folder, 'amavisd.conf'), amavisFile({ home, port, antivirus, sink: sink.port }));
    const scanner = await startedServer(clamd, ['-c', join(folder, 'clamd.conf')], antivirus);
    begun.adopt(scanner, stopped);
    const filter = await startedServer(amavisd, ['-c', join(folder, 'amavisd.conf'), 'foreground'], port);
    begun.adopt(filter, stopped);
    const client = smtpScan(port, { most: availableParallelism() });
    begun.adopt(client, ({ close }) => close());
    const all = begun.move();
    return {
      pids: [filter.pid ?? 0, scanner.pid ?? 0],
      scan: client.scan,
      stop: () => all.disposeAsync(),
    };
  },
};

function clamdFile(port: number, signatures: string): string {
  return `Foreground yes\nTCPSocket ${port}\nTCPAddr 127.0.0.1\nDatabaseDirectory ${signatures}\nMaxThreads ${availableParallelism()}\n`;
}

function amavisFile({
  home,
  port,
  antivirus,
  sink,
}: Readonly<Record<'port' | 'antivirus' | 'sink', number> & { home: string }>) {
  return `use strict;
$max_servers = ${availableParallelism()}; $daemon_user = 'amavis'; $daemon_group = 'amavis';
$MYHOME = '${home}'; $TEMPBASE = '${home}/tmp'; $db_home = '${home}/db'; $pid_file = '${home}/pid'; $lock_file = '${home}/lock';
$mydomain = 'agency.example'; $myhostname = 'mx.agency.example'; $QUARANTINEDIR = undef; $enable_db = 0;
$inet_socket_bind = '127.0.0.1'; $inet_socket_port = ${port}; @inet_acl = qw(127.0.0.1);
$forward_method = 'smtp:[127.0.0.1]:${sink}'; $notify_method = $forward_method;
@bypass_spam_checks_maps = (1); $enable_dkim_verification = 0;
@av_scanners = (['clamd', \\&ask_daemon, ["CONTSCAN {}\\n", '127.0.0.1:${antivirus}'], qr/\\bOK$/m, qr/\\bFOUND$/m, qr/: (.*) FOUND$/m]);
1;
`;
}
