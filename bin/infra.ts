// The CDK app. `--without-bundles` makes a deployment to look at and check; it cannot run.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { addChecks } from '../lib/checks.ts';
import { InfraConfigError, readInfraConfig } from '../lib/config.ts';
import { deploy, newApp } from '../lib/deployment.ts';

function path(relative: string): string {
  return fileURLToPath(new URL(`../${relative}`, import.meta.url));
}

function main(): void {
  const config = readInfraConfig(
    process.env.INFRA_CONFIG ?? (existsSync('infra.yaml') ? 'infra.yaml' : 'infra.example.yaml'),
  );
  if (!existsSync(path(`policy/packs/${config.pack}.yaml`)))
    throw new InfraConfigError(`pack: policy/packs has no ${config.pack}; name one that is there`);
  const app = newApp(process.env.CDK_OUTDIR ?? 'cdk.out');
  addChecks(app);
  const placeholder = process.argv.includes('--without-bundles') ? path('lib/placeholder') : null;
  deploy(app, config, { folder: path('dist'), placeholder });
  app.synth();
}

try {
  main();
} catch (error) {
  if (!(error instanceof InfraConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
