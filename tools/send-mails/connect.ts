// A connection to a server on this machine, as a client that offers no encryption.
import { connectSmtp, type SmtpClient, standardTimeouts } from '../../adapters/smtp/smtp-client.ts';

/** Greeted, with EHLO done. Rejects with ConnectionLost when nobody answers. */
export function connect(port: number): Promise<SmtpClient> {
  return connectSmtp({ host: '127.0.0.1', port, name: 'client.example', tls: 'never', timeouts: standardTimeouts });
}
