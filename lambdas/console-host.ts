// The console of the AWS host: the same routes, sign-in and pages as on one machine, over the shared ledger. It opens nothing
// itself: approving, releasing and reading are calls of functions that check for themselves.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dynamoSignIn } from '../adapters/aws/dynamo-sign-in.ts';
import { signingKey } from '../adapters/aws/kms-client.ts';
import { kmsNotary } from '../adapters/aws/kms-notary.ts';
import { CallFailed, type Functions, openFunctions } from '../adapters/aws/lambda-functions.ts';
import { openSecrets } from '../adapters/aws/secrets.ts';
import { factorsWith } from '../adapters/identity/local-factors.ts';
import { secretBox } from '../adapters/identity/secret-box.ts';
import type { TokenIssuer } from '../adapters/identity/token-verifier.ts';
import type { Granting } from '../core/oversight/cases/decide-access.ts';
import type { Release } from '../core/oversight/monitoring/decide-held.ts';
import { formattedTexts } from '../core/oversight/notices/format-texts.ts';
import { notingUse } from '../core/oversight/people/used-rights.ts';
import { type OpeningProof, Refused } from '../core/ports.ts';
import type { Rulebook } from '../core/rulebook/rulebook.ts';
import { consoleAssets, consoleOf } from '../gateway/console.ts';
import { once } from '../gateway/once.ts';
import { type OversightApp, type ServedOversight, serveOversight } from '../gateway/oversight-http.ts';
import { houseTermsOf } from '../gateway/oversight-parts.ts';
import { oversightRoutes } from '../gateway/oversight-routes.ts';
import type { AccessAnswer, AccessRequest } from './approve-access/handler.ts';
import { consoleSecret, contentCallKey } from './console-secret.ts';
import { deskBehind } from './content-call.ts';
import { report } from './metrics.ts';
import type { OversightFunction } from './oversight.ts';
import type { ReleaseAnswer, ReleaseRequest } from './release-held/handler.ts';
import type { Settings } from './settings.ts';

/** Milliseconds: the console itself must answer within 29 s. */
const patience = 26_000;

export interface ConsoleFunction extends OversightFunction {
  readonly rulebook: Rulebook;
  readonly version: string;
}

/** Rejects when its secret cannot be read. `folder` is the bundle's. */
export async function openConsole(folder: string, opened: ConsoleFunction): Promise<OversightApp> {
  const { settings, aws, table, rulebook, version, oversight } = opened;
  const secrets = openSecrets(aws);
  const [secret, callKey] = await Promise.all([consoleSecret(settings, secrets), contentCallKey(settings, secrets)]);
  const publicUrl = settings.get('POSTERN_PUBLIC_URL');
  const { origin, hostname } = new URL(publicUrl);
  const factors = factorsWith(secret.accounts, { origin, id: hostname });
  const functions = functionsOf(settings);
  const noting = notingUse(oversight);
  const room: Granting = { ...oversight, authorize: noting.authorize, grants: grantsBehind(functions) };
  const { organisation } = rulebook.pack;
  const texts = formattedTexts(opened.notices);
  const health = async () => ({ version, ledger: await ledgerState(room) });
  const [release, desk] = [releaseBehind(functions), deskBehind(functions, callKey, Date.now)];
  const routes = oversightRoutes({
    publicUrl,
    factors,
    organisation,
    health,
    release,
    desk,
    terms: houseTermsOf({ rulebook, texts }),
    notaryKey: once(async () => (await kmsNotary(signingKey(settings.get('POSTERN_CHECKPOINT_KEY'), aws))).notaryKey),
  });
  const log: ServedOversight['report'] = ({ event, cause }) => report({ event, attempt: null, cause });
  const memory = dynamoSignIn(table, secretBox(secret.signIn), Date.now);
  const assets = await consoleAssets(pathToFileURL(join(folder, 'assets/')));
  const { settled, ...served } = serveOversight(
    {
      publicUrl,
      version,
      factors,
      routes,
      providerKeys: secret.provider,
      memory,
      script: readFileSync(join(folder, 'passkey.js'), 'utf8'),
      issuers: [poolOf(settings)],
      console: consoleOf({ room, routes, publicUrl, rulebook, texts, memory, assets, report: log }),
      report: log,
    },
    room,
  );
  return { ...served, settled: async () => void (await Promise.all([settled(), noting.settled()])) };
}

/** Where the organisation's own sign-in is joined to the deployment. */
function poolOf({ region, get }: Settings): TokenIssuer {
  return {
    kind: 'cognito',
    region,
    userPool: get('POSTERN_USER_POOL'),
    client: get('POSTERN_USER_POOL_CLIENT'),
  };
}

function functionsOf({ region, endpoint, credentials, get }: Settings): Functions {
  const at = endpoint.lambda === undefined ? {} : { endpoint: endpoint.lambda };
  return openFunctions({ region, credentials, patience, prefix: `${get('POSTERN_DEPLOYMENT')}-`, ...at });
}

async function ledgerState({ ledger }: Granting): Promise<string> {
  return ledger.record('setting', 'health').then(
    () => 'ok',
    () => 'away',
  );
}

function grantsBehind(functions: Functions): Granting['grants'] {
  const ask = async (request: AccessRequest): Promise<void> => {
    const answer = (await functions.call('approve-access', request)) as AccessAnswer;
    if ('refused' in answer) throw new Refused(answer.refused);
  };
  return {
    grant: (grant, proof) => ask({ type: 'grant', grant, proof }),
    revoke: (grant) => ask({ type: 'revoke', grant }),
  };
}

function releaseBehind(functions: Functions): Release {
  return async (_item: string, proof: OpeningProof) => {
    const request: ReleaseRequest = { proof };
    try {
      const answer = (await functions.call('release-held', request)) as ReleaseAnswer;
      if ('refused' in answer) throw new Refused(answer.refused);
      return new Map(answer.released);
    } catch (cause) {
      // It has begun and ends by itself, in two minutes at most: what became of whom shows at the item.
      if (cause instanceof CallFailed && cause.timedOut) return new Map();
      throw cause;
    }
  };
}
