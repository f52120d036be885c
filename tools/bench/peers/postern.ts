// The whole gateway: each mail goes in by SMTP, is kept, scanned, decided, recorded and handed on by SMTP.
import { freePorts, startGatewayProcess } from '../../send-mails/gateway-process.ts';
import type { Peer } from './peer.ts';
import { startSink } from './sink.ts';
import { smtpScan } from './smtp-scan.ts';

export const postern: Peer = {
  name: 'Postern, the whole gateway',
  missing: null,
  async start(folder, nameServer) {
    await using begun = new AsyncDisposableStack();
    const sink = begun.adopt(await startSink(), ({ stop }) => stop());
    const [inbound = 0, outbound = 0, http = 0] = await freePorts(3);
    const gateway = await startGatewayProcess(folder, {
      ports: { inbound, outbound, http },
      nextHop: `smtp://127.0.0.1:${sink.port}`,
      dnsServers: [`127.0.0.1:${nameServer}`],
    });
    begun.adopt(gateway, ({ stop }) => stop());
    const client = smtpScan(inbound);
    begun.adopt(client, ({ close }) => close());
    const all = begun.move();
    return {
      pids: [gateway.pid],
      scan: client.scan,
      stop: () => all.disposeAsync(),
    };
  },
};
