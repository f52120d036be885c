// The JSON API behind the HTTP API of the deployment, which checks tokens before it calls: scanning a message without sending it.
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { clientOptions } from '../../adapters/aws/client-options.ts';
import { dynamoLedger } from '../../adapters/aws/dynamo-ledger.ts';
import { openTable } from '../../adapters/aws/dynamo-table.ts';
import { openSecrets } from '../../adapters/aws/secrets.ts';
import { scanFile } from '../../core/mail/scan-file.ts';
import { compileRulebook } from '../../core/rulebook/compile-rulebook.ts';
import { apiRoutes, type Health } from '../../gateway/http/http-server.ts';
import { memoryBudget } from '../../gateway/smtp/message-intake.ts';
import { startLambdaExaminer } from '../examiner.ts';
import { fingerprintKey } from '../fingerprint-key.ts';
import { report } from '../metrics.ts';
import { readBundledPolicy } from '../policy-bundle.ts';
import { settingsOf } from '../settings.ts';

/** Bytes: Lambda takes calls of 6 MB, in which the message stands in Base64. */
const messageBytes = 4 * 2 ** 20;

const settings = settingsOf(process.env);
const aws = clientOptions(settings.region);
const { policy } = readBundledPolicy(__dirname, settings.get('POSTERN_PACK'));
const rulebook = compileRulebook(policy);
const ledger = dynamoLedger(openTable(settings.get('POSTERN_TABLE'), aws));
const examiner = startLambdaExaminer({
  folder: __dirname,
  policy,
  fingerprintKey: fingerprintKey(settings, openSecrets(aws)),
  deadline: 24_000,
});

const app = apiRoutes({
  health,
  scanMessage: (raw) => scanFile('-', raw, { ocr: true }, { examiner, rulebook, now: () => performance.now() }),
  messageBytes,
  budget: memoryBudget(messageBytes * 2),
  report: ({ event, cause }) => report({ event, attempt: null, cause }),
});

const answer = handle(app);

export function handler(event: LambdaEvent): ReturnType<typeof answer> {
  return answer(event);
}

/** Mail goes by other functions; what this one can tell is whether the ledger answers. */
async function health(): Promise<Health> {
  const reachable = await ledger.record('setting', 'health').then(
    () => true,
    () => false,
  );
  const direction = { port: 25, nextHop: 'relay of the deployment', reachable };
  return {
    version: process.env.AWS_LAMBDA_FUNCTION_VERSION ?? '',
    directions: { inbound: direction, outbound: direction },
  };
}
