// The CDK app, for the deployment that infra.yaml, or the file that INFRA_CONFIG names, describes. `--without-bundles` makes a
// deployment to look at and check; it cannot run.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InfraConfigError, readInfraConfig } from '../lib/config.ts';

function path(relative: string): string {
  return fileURLToPath(new URL(`../${relative}`, import.meta.url));
}

/** Looking at a deployment needs no configuration of one's own; making one does. */
function configFile(onlyLooking: boolean): string {
  const { INFRA_CONFIG } = process.env;
  if (INFRA_CONFIG !== undefined) return INFRA_CONFIG;
  return !existsSync(path('infra.yaml')) && onlyLooking ? path('infra.example.yaml') : path('infra.yaml');
}

async function main(): Promise<void> {
  const onlyLooking = process.argv.includes('--without-bundles');
  const config = readInfraConfig(configFile(onlyLooking));
  if (!existsSync(path(`policy/packs/${config.pack}.yaml`)))
    throw new InfraConfigError(`pack: policy/packs has no ${config.pack}; name one that is there`);
  // Only now: reading the CDK takes seconds, and a mistake is to be told at once.
  const [{ addChecks }, { deploy, newApp }] = await Promise.all([
    import('../lib/checks.ts'),
    import('../lib/deployment.ts'),
  ]);
  const app = newApp(process.env.CDK_OUTDIR ?? 'cdk.out');
  addChecks(app);
  deploy(app, config, { folder: path('dist'), placeholder: onlyLooking ? path('lib/placeholder') : null });
  app.synth();
}

try {
  await main();
} catch (error) {
  if (!(error instanceof InfraConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
