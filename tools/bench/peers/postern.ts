// The whole gateway: each mail goes in by SMTP, is kept, scanned, decided, recorded and handed on by SMTP.
import { freePorts, startGatewayProcess } from '../../send-mails/gateway-process.ts';
import type { Peer } from './peer.ts';
import { startSink } from './sink.ts';
import { smtpScan } from './smtp-scan.ts';

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
    const { scan, close } = smtpScan(inbound);
    return {
      pids: [gateway.pid],
      scan,
      stop: async () => {
        await close();
        await gateway.stop();
        await sink.stop();
      },
    };
  },
};
