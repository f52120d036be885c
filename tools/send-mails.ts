// npm run send -- [options] PATH…: sends mail files through a running gateway and says what became of every recipient.
//
//   npm run send -- --start corpus/            its own gateway on a temporary data folder, stopped afterwards
//   npm run send -- --data data corpus/        a gateway that runs on this data folder, whose next hop is `maildir:`
//
// PATH is a message, an mbox or a folder. Each message goes in by SMTP with a sender taken from its Return-Path or From and a
// staff address of its own. Files keep their lines as LF while SMTP carries CRLF (RFC 5321 section 2.3.8): a bare LF
// becomes CRLF and a last line gets its end before sending; a bare CR stays, which the gateway refuses. A 4xx is tried
// again later, as a mail server's queue would. Exit 1 when a recipient is unaccounted for, or the gateway changed or
// doubled a message without a reason; exit 2 when it could not run.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { accountFor } from './send-mails/account-for.ts';
import { figures, stoppedLines } from './send-mails/figures.ts';
import { freePorts, type GatewayProcess, startGatewayProcess } from './send-mails/gateway-process.ts';
import { mailsOf } from './send-mails/mails.ts';
import { optionsOf, type SendOptions, usage } from './send-mails/options.ts';
import { sendAll } from './send-mails/send-all.ts';

process.exitCode = await main(optionsOf(process.argv.slice(2))).catch((cause: unknown) => {
  process.stderr.write(`${cause instanceof Error ? cause.message : 'the mails could not be sent'}\n`);
  return 2;
});

async function main(options: SendOptions | null): Promise<number> {
  if (options === null) {
    process.stderr.write(usage);
    return 2;
  }
  return options.start ? withOwnGateway(options) : run(options, options.port, resolve(options.data));
}

async function withOwnGateway(options: SendOptions): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-send-'));
  let gateway: GatewayProcess | null = null;
  try {
    const [inbound = 0, outbound = 0, http = 0] = await freePorts(3);
    gateway = await startGatewayProcess(folder, { ports: { inbound, outbound, http }, pack: options.pack });
    process.stderr.write(`gateway on ports ${gateway.ports.inbound} and ${gateway.ports.outbound}, data ${folder}\n`);
    return await run(options, gateway.ports[options.direction], gateway.data);
  } finally {
    await gateway?.stop();
    if (!options.keep) await rm(folder, { recursive: true, force: true });
  }
}

async function run(options: SendOptions, port: number, data: string): Promise<number> {
  const started = performance.now();
  const sent = await sendAll(mailsOf(options), { port, connections: options.connections, tries: options.tries });
  const seconds = (performance.now() - started) / 1000;
  const accounts = await accountFor(sent, data);
  if (options.list) for (const line of stoppedLines(accounts)) process.stdout.write(`${line}\n`);
  const { text, fine } = figures(sent, accounts, seconds);
  process.stdout.write(text);
  return fine ? 0 : 1;
}
