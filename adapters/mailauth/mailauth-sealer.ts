// Sealer by the mailauth library: an ARC set (RFC 8617) that says what was authentic before we changed the message.
import { createPrivateKey } from 'node:crypto';
import type { Sealer } from '../../core/ports.ts';
import { loadMailauth } from './load-mailauth.ts';

export interface SealerOptions {
  /** Authserv-id of RFC 8601: our host name. */
  readonly hostname: string;
  /** Whose public key stands in DNS at `<selector>._domainkey.<domain>`. */
  readonly domain: string;
  readonly selector: string;
  /** PEM, RSA of 2048 bits or more, or Ed25519. */
  readonly privateKey: string;
}

const leastRsaBits = 2048;

/** Throws when the key cannot sign. */
export function mailauthSealer({ hostname, domain, selector, privateKey }: SealerOptions): Sealer {
  checkKey(privateKey);
  return {
    async seal(raw, authenticationResults) {
      const { sealMessage } = await loadMailauth();
      const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
      const arrived = chainStatus(authenticationResults);
      const fields = await sealMessage(bytes, {
        signingDomain: domain,
        selector,
        privateKey,
        authResults: `${hostname};\r\n\t${authenticationResults}`,
        // The chain is judged as it came: our change breaks the signature below the new one, not the chain (section 5.1).
        ...(arrived === 'none' ? {} : { cv: arrived }),
      });
      return fields.length === 0 ? raw : Buffer.concat([fields, bytes]);
    },
  };
}

function checkKey(pem: string): void {
  const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem);
  if (asymmetricKeyType === 'ed25519') return;
  if (asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= leastRsaBits) return;
  throw new Error('the ARC key cannot be used; give an RSA key of 2048 bits or more, or an Ed25519 key');
}

/** Outcome of the chain that came with the message (RFC 8617 section 4.4). */
function chainStatus(authenticationResults: string): 'none' | 'pass' | 'fail' {
  const found = /(?:^|[;\s])arc=(none|pass|fail)\b/i.exec(authenticationResults.slice(0, 20_000))?.[1]?.toLowerCase();
  return found === 'pass' || found === 'fail' ? found : 'none';
}
