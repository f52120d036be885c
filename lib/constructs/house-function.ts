// A function as the house builds it: own role, own log group, bundle and layers by name, failed calls set aside.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyDocument, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LayerVersion,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { type EnvironmentName, type FunctionSpec, type LayerName, layerNames } from '../../lambdas/functions.ts';
import { InfraConfigError } from '../config.ts';
import { logGroupName } from '../names.ts';
import { permissionsOf, type Surroundings } from '../permissions.ts';
import type { RoleName } from '../roles.ts';
import { acknowledge } from './acknowledge.ts';

export interface Bundles {
  /** Holds `lambdas/<name>` and `layers/<name>`. */
  readonly folder: string;
  /** Stands in for what is not built, in a deployment that is only looked at. It refuses to run. */
  readonly placeholder: string | null;
}

export type Layers = Readonly<Record<LayerName, LayerVersion>>;

export interface FunctionSurroundings extends Surroundings {
  readonly bundles: Bundles;
  readonly layers: Layers;
  readonly environment: Readonly<Record<EnvironmentName, string>>;
}

/** Rejects with InfraConfigError when it is not built and nothing may stand in for it. */
function built(bundles: Bundles, ...path: readonly string[]): Code {
  const folder = join(bundles.folder, ...path);
  if (existsSync(folder)) return Code.fromAsset(folder);
  if (bundles.placeholder !== null) return Code.fromAsset(bundles.placeholder);
  throw new InfraConfigError(`dist/${path.join('/')}: not built; run npm run bundle`);
}

/** The machine that a program is for stands in its ELF header, two bytes from the 19th on. */
const machines = { x86_64: 0x3e, arm64: 0xb7 } as const;

/** Native code runs on the kind of machine that it was built on alone. Throws InfraConfigError when it is not the one deployed to. */
function layerCode(bundles: Bundles, name: LayerName, wanted: keyof typeof machines): Code {
  const addon = join(bundles.folder, 'layers', name, 'nodejs/node_modules/re2/build/Release/re2.node');
  if (existsSync(addon) && readFileSync(addon).readUInt16LE(18) !== machines[wanted])
    throw new InfraConfigError(
      `dist/layers/${name}: not built for ${wanted}; bundle on such a machine, or change architecture`,
    );
  return built(bundles, 'layers', name);
}

export function createLayers(stack: Stack, { config, bundles }: Surroundings & { readonly bundles: Bundles }): Layers {
  const layer = (name: LayerName): LayerVersion =>
    new LayerVersion(stack, `Layer-${name}`, {
      layerVersionName: `${config.name}-${name}`,
      code: layerCode(bundles, name, config.architecture),
      compatibleArchitectures: [architecture(config.architecture)],
      compatibleRuntimes: [Runtime.NODEJS_24_X],
    });
  return Object.fromEntries(layerNames.map((name) => [name, layer(name)])) as Record<LayerName, LayerVersion>;
}

export function houseFunction(stack: Stack, spec: FunctionSpec, around: FunctionSurroundings): LambdaFunction {
  const { config, keys, stores } = around;
  const logGroup = new LogGroup(stack, `Logs-${spec.name}`, {
    logGroupName: logGroupName(config, spec.name),
    retention: config.retentionDays.logs,
    encryptionKey: keys.records,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const made = new LambdaFunction(stack, `Function-${spec.name}`, {
    functionName: `${config.name}-${spec.name}`,
    description: spec.purpose,
    runtime: Runtime.NODEJS_24_X,
    architecture: architecture(config.architecture),
    handler: 'index.handler',
    code: built(around.bundles, 'lambdas', spec.name),
    layers: spec.layers.map((name) => around.layers[name]),
    memorySize: spec.memory,
    timeout: Duration.seconds(spec.timeout),
    role: keys.roles[spec.name].withoutPolicyUpdates(),
    environment: Object.fromEntries(spec.environment.map((name) => [name, around.environment[name]])),
    environmentEncryption: keys.records,
    deadLetterQueue: stores.deadCalls,
    retryAttempts: 2,
    logGroup,
    loggingFormat: LoggingFormat.JSON,
  });
  acknowledge(made, {
    'NIST.800.53.R5-LambdaInsideVPC':
      'it reaches AWS over TLS with its role and no host of a network of ours; a network of its own would add ways out, not take any away',
    'NIST.800.53.R5-LambdaConcurrency':
      'a reservation of ours could exceed the quota of the account and fail the deployment; throttling has an alarm and loses no mail',
  });
  return made;
}

/** The role's statements as a policy of its own, for roles whose function does not exist yet too. */
export function attachPermissions(stack: Stack, role: RoleName, around: Surroundings): void {
  const unique = new Map(permissionsOf(role, around).map((statement) => [statement.sid, statement]));
  const policy = new ManagedPolicy(stack, `Policy-${role}`, {
    managedPolicyName: `${around.config.name}-${role}`,
    description: `what ${role} may do`,
    document: new PolicyDocument({ statements: [...unique.values()] }),
    roles: [around.keys.roles[role]],
  });
  acknowledgeWildcards(policy, [...unique.values()]);
}

/** A wildcard in a resource ends one prefix within one bucket or log group; it is acknowledged one by one. */
function acknowledgeWildcards(policy: ManagedPolicy, statements: readonly PolicyStatement[]): void {
  const reasons = { 'log-stream:*': 'Lambda names its own log streams; the group is the function’s own' };
  const objects = 'names of objects are ids of messages, known only then; the prefix holds one kind';
  for (const statement of statements)
    for (const resource of statement.resources.filter((text) => text.endsWith('*'))) {
      const reason = Object.entries(reasons).find(([ending]) => resource.endsWith(ending))?.[1] ?? objects;
      acknowledge(policy, { [`AwsSolutions-IAM5[Resource::${resource}]`]: reason });
    }
}

function architecture(name: 'x86_64' | 'arm64'): Architecture {
  return name === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64;
}
