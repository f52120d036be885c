// The whole of one deployment: five stacks in one region, each built on the ones before.
import { App, Stack, Tags } from 'aws-cdk-lib';
import { functions } from '../lambdas/functions.ts';
import type { InfraConfig } from './config.ts';
import type { Bundles } from './constructs/house-function.ts';
import { createStaffPool } from './constructs/staff-pool.ts';
import { createConsole } from './stacks/console-stack.ts';
import { createStores } from './stacks/data-stack.ts';
import { createDoor } from './stacks/door-stack.ts';
import { createKeys } from './stacks/keys-stack.ts';
import { createWatch } from './stacks/watch-stack.ts';

/** An app with the behaviour that this code was written for, wherever it is run from. `strict`: held against the resource schemas. */
export function newApp(outdir: string, strict = true): App {
  return new App({
    outdir,
    analyticsReporting: false,
    builtinCloudFormationValidation: strict,
    context: {
      '@aws-cdk/core:validateAgainstDefaultRules': strict,
      '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
      '@aws-cdk/aws-iam:minimizePolicies': true,
      '@aws-cdk/aws-apigateway:disableCloudWatchRole': true,
      '@aws-cdk/core:checkSecretUsage': true,
    },
  });
}

/** Throws InfraConfigError when a function is not built and nothing may stand in for it. */
export function deploy(app: App, config: InfraConfig, bundles: Bundles): void {
  const stack = (name: string, description: string): Stack =>
    new Stack(app, `${config.name}-${name}`, {
      description: `Postern: ${description}`,
      env: { account: config.account, region: config.region },
      terminationProtection: true,
    });
  const keys = createKeys(stack('keys', 'roles and keys'), config);
  const data = stack('data', 'buckets, ledger, queues, staff');
  const stores = createStores(data, config, keys, functions);
  const staff = createStaffPool(data, config);
  const made = createDoor(stack('door', 'functions and the way mail comes to them'), {
    config,
    keys,
    stores,
    staff,
    bundles,
    functions,
  });
  const served = functions.some((spec) => spec.triggers.some((trigger) => trigger.type === 'http'));
  const console = served
    ? createConsole(stack('console', 'the console’s way in'), {
        config,
        keys,
        staff,
        specs: functions,
        functions: made,
      })
    : null;
  createWatch(stack('watch', 'alarms'), config, keys, { stores, functions: made, console });
  for (const [name, value] of Object.entries({ ...config.tags, product: 'postern', deployment: config.name }))
    Tags.of(app).add(name, value);
}
