// The console's way in: a regional API behind a regional firewall, so that TLS ends in the country (docs/adr).
import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  AuthorizationType,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnIPSet, CfnLoggingConfiguration, CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { FunctionSpec } from '../../lambdas/functions.ts';
import type { InfraConfig } from '../config.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import type { StaffPool } from '../constructs/staff-pool.ts';
import type { Functions } from './door-stack.ts';
import type { KeyRing } from './keys-stack.ts';

export interface ConsoleParts {
  readonly config: InfraConfig;
  readonly keys: KeyRing;
  readonly staff: StaffPool;
  readonly specs: readonly FunctionSpec[];
  readonly functions: Functions;
}

export interface Console {
  readonly api: RestApi;
  readonly firewall: CfnWebACL;
}

export function createConsole(stack: Stack, parts: ConsoleParts): Console {
  const api = createApi(stack, parts);
  for (const spec of parts.specs) {
    const target = parts.functions.get(spec.name);
    for (const trigger of spec.triggers)
      if (trigger.type === 'http' && target !== undefined) route(api, trigger.path, target);
  }
  const firewall = createFirewall(stack, parts);
  new CfnWebACLAssociation(stack, 'FirewallBeforeApi', {
    resourceArn: api.deploymentStage.stageArn,
    webAclArn: firewall.attrArn,
  });
  new CfnWebACLAssociation(stack, 'FirewallBeforeSignIn', {
    resourceArn: parts.staff.pool.userPoolArn,
    webAclArn: firewall.attrArn,
  });
  return { api, firewall };
}

function createApi(stack: Stack, { config, keys }: ConsoleParts): RestApi {
  const accessLogs = new LogGroup(stack, 'AccessLogs', {
    logGroupName: `/${config.name}/console-access`,
    retention: config.retentionDays.logs,
    encryptionKey: keys.records,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const { domain, certificate } = config.console;
  const api = new RestApi(stack, 'Api', {
    restApiName: `${config.name}-console`,
    description: 'console and API',
    endpointTypes: [EndpointType.REGIONAL],
    // API Gateway writes no logs at all before the account has such a role.
    cloudWatchRole: true,
    cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN,
    binaryMediaTypes: ['*/*'],
    disableExecuteApiEndpoint: domain !== undefined,
    ...(domain === undefined || certificate === undefined
      ? {}
      : {
          domainName: {
            domainName: domain,
            certificate: Certificate.fromCertificateArn(stack, 'Certificate', certificate),
            endpointType: EndpointType.REGIONAL,
            securityPolicy: SecurityPolicy.TLS_1_2,
          },
        }),
    deployOptions: {
      stageName: 'v1',
      loggingLevel: MethodLoggingLevel.ERROR,
      dataTraceEnabled: false,
      metricsEnabled: true,
      throttlingBurstLimit: 100,
      throttlingRateLimit: 50,
      accessLogDestination: new LogGroupLogDestination(accessLogs),
      accessLogFormat: AccessLogFormat.jsonWithStandardFields({
        caller: false,
        user: true,
        ip: true,
        httpMethod: true,
        protocol: true,
        requestTime: true,
        resourcePath: true,
        responseLength: true,
        status: true,
      }),
    },
  });
  acknowledge(api.deploymentStage, {
    'NIST.800.53.R5-APIGWCacheEnabledAndEncrypted':
      'answers concern one person’s rights and are never kept for another',
    'NIST.800.53.R5-APIGWSSLEnabled':
      'a client certificate is for HTTP backends; the functions behind it are called with a role',
  });
  acknowledge(api, {
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
      'API Gateway documents this policy as the one its service needs; it follows the service as AWS changes it',
    'AwsSolutions-APIG2': 'the application checks each request against the shapes of its OpenAPI document',
  });
  return api;
}

function route(api: RestApi, path: string, target: LambdaFunction): void {
  const resource = api.root.resourceForPath(path);
  const integration = new LambdaIntegration(target, { proxy: true, allowTestInvoke: false });
  const places = path === '/{proxy+}' ? [api.root, resource] : [resource];
  const reason =
    'a browser asks for pages and signs in without a token; the application asks for a session or token on every other way in';
  for (const place of places) {
    const method = place.addMethod('ANY', integration, { authorizationType: AuthorizationType.NONE });
    acknowledge(method, { 'AwsSolutions-APIG4': reason, 'AwsSolutions-COG4': reason });
  }
}

function createFirewall(stack: Stack, { config, keys }: ConsoleParts): CfnWebACL {
  const managed = (name: string, priority: number): CfnWebACL.RuleProperty => ({
    name,
    priority,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
    visibilityConfig: visibility(name),
  });
  const firewall = new CfnWebACL(stack, 'Firewall', {
    name: `${config.name}-console`,
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig: visibility('console'),
    rules: [
      ...knownNetworksOnly(stack, config),
      {
        name: 'rate',
        priority: 1,
        action: { block: {} },
        statement: { rateBasedStatement: { limit: 1000, aggregateKeyType: 'IP', evaluationWindowSec: 300 } },
        visibilityConfig: visibility('rate'),
      },
      managed('AWSManagedRulesAmazonIpReputationList', 2),
      managed('AWSManagedRulesKnownBadInputsRuleSet', 3),
    ],
  });
  // WAF writes only to groups whose name begins so.
  const logs = new LogGroup(stack, 'FirewallLogs', {
    logGroupName: `aws-waf-logs-${config.name}`,
    retention: config.retentionDays.logs,
    encryptionKey: keys.records,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  new CfnLoggingConfiguration(stack, 'FirewallLogging', {
    resourceArn: firewall.attrArn,
    logDestinationConfigs: [`arn:aws:logs:${config.region}:${config.account}:log-group:aws-waf-logs-${config.name}`],
    redactedFields: [{ singleHeader: { Name: 'authorization' } }, { singleHeader: { Name: 'cookie' } }],
  }).node.addDependency(logs);
  return firewall;
}

function knownNetworksOnly(stack: Stack, config: InfraConfig): CfnWebACL.RuleProperty[] {
  if (config.console.networks.length === 0) return [];
  const known = new CfnIPSet(stack, 'KnownNetworks', {
    name: `${config.name}-known-networks`,
    scope: 'REGIONAL',
    ipAddressVersion: 'IPV4',
    addresses: [...config.console.networks],
  });
  return [
    {
      name: 'known-networks-only',
      priority: 0,
      action: { block: {} },
      statement: { notStatement: { statement: { ipSetReferenceStatement: { arn: known.attrArn } } } },
      visibilityConfig: visibility('known-networks-only'),
    },
  ];
}

function visibility(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}
