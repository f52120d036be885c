// The whole gateway: each mail goes in by SMTP, is kept, scanned, decided, recorded and handed on by SMTP.
import { connectSmtp, type SmtpClient, standardTimeouts } from '../../../adapters/smtp/smtp-client.ts';
import { freePorts, startGatewayProcess } from '../../send-mails/gateway-process.ts';
import type { Peer } from './peer.ts';
import { startSink } from './sink.ts';

export const postern: Peer = {
  name: 'Postern, the whole gateway',
  missing: null,
  async start(folder, nameServer) {
    const sink = await startSink();
    const [inbound = 0, outbound = 0, http = 0] = await freePorts(3);
    const gateway = await startGatewayProcess(folder, {
      ports: { inbound, outbound, http },
      nextHop: `smtp://127.0.0.1:${sink.port}`,
      dnsServers: [`127.0.0.1:${nameServer}`],
    });
    const idle: SmtpClient[] = [];
    let sent = 0;
    return {
      pid: gateway.pid,
      async scan(raw) {
        const client = idle.pop() ?? (await connected(inbound));
        sent++;
        const commands = [`MAIL FROM:<writer${sent}@elsewhere.example>`, 'RCPT TO:<desk@agency.example>'];
        const replies = await client.exchange(commands);
        const { code } = replies.every((reply) => reply.code < 300)
          ? await client.data(raw)
          : (replies.at(-1) ?? { code: 0 });
        // A refusal is a judgement too: an unsafe mail for one recipient is held, an unfit one refused.
        if (code === 0 || (code >= 400 && code < 500)) throw new Error(`the gateway answered ${code}`);
        if (client.usable) idle.push(client);
      },
      stop: async () => {
        for (const client of idle) await client.quit();
        await gateway.stop();
        await sink.stop();
      },
    };
  },
};

function connected(port: number): Promise<SmtpClient> {
  return connectSmtp({ host: '127.0.0.1', port, name: 'client.example', tls: 'never', timeouts: standardTimeouts });
}
