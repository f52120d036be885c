// The console and its API, behind API Gateway.
import { Hono } from 'hono';
import { getConnInfo, handle, type LambdaEvent } from 'hono/aws-lambda';
import { openSecrets } from '../../adapters/aws/secrets.ts';
import { scanFile } from '../../core/mail/scan-file.ts';
import { compileRulebook } from '../../core/rulebook/compile-rulebook.ts';
import { apiRoutes, type Health } from '../../gateway/http/http-server.ts';
import { once } from '../../gateway/once.ts';
import { memoryBudget } from '../../gateway/smtp/message-intake.ts';
import { openConsole } from '../console-host.ts';
import { startLambdaExaminer } from '../examiner.ts';
import { fingerprintKey } from '../fingerprint-key.ts';
import { fittingAnswer } from '../fitting-answer.ts';
import { report } from '../metrics.ts';
import { openOversight } from '../oversight.ts';
import { throughNode } from '../through-node.ts';

/** Bytes: Lambda takes calls of 6 MB, in which the message stands in Base64. */
const messageBytes = 4 * 2 ** 20;

const opened = openOversight(__dirname);
const { settings, aws, policy, oversight } = opened;
const version = process.env.AWS_LAMBDA_FUNCTION_VERSION ?? '';
const rulebook = compileRulebook(policy);
/** Few come to scan: the process for it begins with the first. */
const examiner = once(async () =>
  startLambdaExaminer({
    folder: __dirname,
    policy,
    fingerprintKey: fingerprintKey(settings, openSecrets(aws)),
    deadline: 24_000,
  }),
);
const served = openConsole(__dirname, { ...opened, rulebook, version });
// Without it nothing works here: Lambda starts another environment for the next call.
served.catch((cause: unknown) => {
  report({ event: 'console-not-started', attempt: null, cause });
  process.exit(1);
});

/** Scanning is for who is signed in: the way here is open to browsers. */
const scanning = apiRoutes({
  health,
  scanMessage: async (raw) => {
    const deps = { examiner: await examiner(), rulebook, clock: Date.now, now: () => performance.now() };
    return scanFile('-', raw, { ocr: true }, deps);
  },
  messageBytes,
  budget: memoryBudget(messageBytes * 2),
  report: ({ event, cause }) => report({ event, attempt: null, cause }),
});
const whole = served.then(({ app, identify }) =>
  throughNode(
    new Hono()
      .use('/api/v1/scan', async (context, next) => {
        if ((await identify(context.req.raw)) === null) return context.json({ error: 'sign in first' }, 401);
        return next();
      })
      .route('/', scanning)
      .route('/', app),
  ),
);

const answer = handle(
  new Hono().all('*', async (context) => {
    const client = getConnInfo(context).remote.address ?? '';
    return fittingAnswer(context.req.raw, await (await whole)(context.req.raw, client));
  }),
);

export async function handler(event: LambdaEvent): Promise<Awaited<ReturnType<typeof answer>>> {
  const given = await answer(event);
  // Once it has answered, a function stands still.
  await (await served).settled();
  return given;
}

/** Mail goes by other functions; what this one can tell is whether the ledger answers. */
async function health(): Promise<Health> {
  const reachable = await oversight.ledger.record('setting', 'health').then(
    () => true,
    () => false,
  );
  const direction = { port: 25, nextHop: 'relay of the deployment', reachable };
  return { version, directions: { inbound: direction, outbound: direction } };
}
