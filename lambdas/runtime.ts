// Wires core to the adapters of AWS, once for each environment that Lambda starts.
import { createHash } from 'node:crypto';
import { clientOptions } from '../adapters/aws/client-options.ts';
import { dynamoLedger } from '../adapters/aws/dynamo-ledger.ts';
import { openTable } from '../adapters/aws/dynamo-table.ts';
import { dynamoTurns } from '../adapters/aws/dynamo-turns.ts';
import { s3MailStore } from '../adapters/aws/s3-mail-store.ts';
import { bucketOf, openS3 } from '../adapters/aws/s3-objects.ts';
import { openSecrets } from '../adapters/aws/secrets.ts';
import { openQueue } from '../adapters/aws/sqs-queue.ts';
import { mailauthAuthenticator } from '../adapters/mailauth/mailauth-authenticator.ts';
import type { ScanDependencies } from '../core/mail/scan.ts';
import { openSenderBlocks } from '../core/oversight/blocks/sender-blocks.ts';
import { formattedTexts } from '../core/oversight/notices/format-texts.ts';
import type { Ledger } from '../core/ports.ts';
import { compileRulebook } from '../core/rulebook/compile-rulebook.ts';
import { startLambdaExaminer } from './examiner.ts';
import { fingerprintKey } from './fingerprint-key.ts';
import { type KeyPortsOptions, keyPorts } from './key-ports.ts';
import { count, report } from './metrics.ts';
import { readBundledPolicy } from './policy-bundle.ts';
import { followRegisters } from './registers.ts';
import { relaysOf } from './relays.ts';
import { objectOptions, type Settings, settingsOf } from './settings.ts';
import type { StoredMailDoor } from './stored-mail.ts';

export interface Runtime {
  readonly door: StoredMailDoor;
  /** Tells send-notices that there is something to send, if there is. Never rejects: its schedule finds it anyhow. */
  tellOutbox(): Promise<void>;
}

export interface RuntimeOptions extends Partial<Pick<KeyPortsOptions, 'deciders' | 'remembersPasswords'>> {
  /** Milliseconds that reading one message may take in a process of its own. */
  readonly examination: number;
}

/** Milliseconds for the SPF, DKIM, DMARC and ARC checks of one message. */
const authenticationTime = 8_000;

/** Throws when the environment is incomplete or the policy is not in the bundle. */
export function openRuntime(options: RuntimeOptions, settings = settingsOf(process.env)): Runtime {
  const folder = __dirname;
  const aws = clientOptions(settings.region);
  const secrets = openSecrets(aws);
  const { policy, notices } = readBundledPolicy(folder, settings.get('POSTERN_PACK'));
  const s3 = openS3(objectOptions(settings));
  const inbox = bucketOf(s3, settings.get('POSTERN_RAW_BUCKET'));
  const held = bucketOf(s3, settings.get('POSTERN_HELD_BUCKET'));
  const fingerprints = fingerprintKey(settings, secrets);
  const examiner = startLambdaExaminer({
    folder,
    policy,
    fingerprintKey: fingerprints,
    registers: followRegisters(held, Date.now),
    deadline: options.examination,
  });

  const { deciders = {}, remembersPasswords = true } = options;
  const table = openTable(settings.get('POSTERN_TABLE'), aws);
  const { ledger, tellOutbox } = withOutbox(dynamoLedger(table), settings);
  const hostname = settings.get('POSTERN_HOSTNAME');
  const rulebook = compileRulebook(policy);
  const deps: ScanDependencies = {
    ports: {
      store: s3MailStore(inbox, held),
      ledger,
      ...keyPorts(settings, { table, examiner, fingerprintKey: fingerprints, deciders, remembersPasswords }),
      examiner,
      // SES is our own relay: who came to it stands in the Received field that it added.
      authenticator: mailauthAuthenticator({ hostname, time: authenticationTime, isOwnRelay: () => true }),
      clock: Date.now,
    },
    rulebook,
    senderBlocks: openSenderBlocks(ledger, Date.now, rulebook.pack.organisation),
    texts: formattedTexts(notices),
    site: { hostname, trace: createHash('sha256').update(hostname).digest('hex').slice(0, 12) },
    report,
  };
  const relayFor = relaysOf(settings, secrets);
  const door = {
    inbox,
    turns: dynamoTurns(table, Date.now),
    deps,
    count,
    relayFor,
  };
  return { door, tellOutbox };
}

/** Notices are in the ledger already: a message to the queue only makes them go sooner. */
function withOutbox(ledger: Ledger, settings: Settings): { ledger: Ledger; tellOutbox(): Promise<void> } {
  const queue = openQueue(settings.get('POSTERN_NOTICES_QUEUE'), clientOptions(settings.region));
  let queued = false;
  return {
    ledger: {
      ...ledger,
      async commit(changes) {
        await ledger.commit(changes);
        if (changes.some(({ type }) => type === 'notice')) queued = true;
      },
    },
    async tellOutbox() {
      if (!queued) return;
      queued = false;
      await queue.send('{}').catch((cause: unknown) => report({ event: 'outbox-not-told', attempt: null, cause }));
    },
  };
}
