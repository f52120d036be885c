// The published control sets hold for every way to deploy, and they would say so if they did not.
import { CfnResource, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { parseInfraConfig } from '../../lib/config.ts';
import { acknowledgements, type Deployment, exampleConfig, synthesise } from './synthesise.ts';

const example = synthesise(exampleConfig(), { checks: true });

const classic = parseInfraConfig(`
account: '111122223333'
name: second-door
domains: [agency.example, agency.test]
hostname: mx.agency.example
intake: classic
requireTls: true
nextHops: { inbound: { host: mail.agency.example, port: 587, via: direct } }
alarmAddress: ops@agency.example
architecture: arm64
malwareScan: guardduty
console:
  networks: [203.0.113.0/24]
  domain: console.agency.example
  certificate: arn:aws:acm:ca-central-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-000000000000
tags: { CostCentre: mail }
`);

describe('R-702 control sets', () => {
  it('R-702 nothing is found in the example deployment', () => {
    expect(example.findings).toEqual([]);
  });

  it('R-702 nothing is found with classic intake, arm64 and a console of its own name', () => {
    expect(synthesise(classic, { checks: true }).findings).toEqual([]);
  });

  it('R-702 a planted mistake is found by every one of them', () => {
    const { findings } = synthesise(exampleConfig(), {
      checks: true,
      meddle: (app) => {
        const stack = new Stack(app, 'planted');
        new Bucket(stack, 'Open', { bucketName: 'planted-held-1' });
        new Role(stack, 'Mighty', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }).addToPolicy(
          new PolicyStatement({ actions: ['s3:*'], resources: ['*'] }),
        );
        new CfnResource(stack, 'Misspelt', { type: 'AWS::SQS::Queue', properties: { VisibilityTimeuot: 30 } });
      },
    });
    const rules = new Set(findings.map((finding) => finding.split(' at ', 1)[0] ?? ''));
    expect([...rules]).toEqual(
      expect.arrayContaining([
        'AwsSolutions-S1',
        'AwsSolutions-IAM5[Resource::*]',
        'NIST.800.53.R5-S3BucketSSLRequestsOnly',
        'NIST.800.53.R5-IAMNoInlinePolicy',
        'AC_3_BUCKETS_ARE_PRIVATE',
        'AU_2_ACCESS_IS_LOGGED',
        'CP_9_EVIDENCE_CAN_BE_RESTORED',
        'SC_28_AT_REST_UNDER_OUR_KEY',
      ]),
    );
    expect(findings.filter((finding) => finding.endsWith('planted/Misspelt'))).not.toEqual([]);
  });
});

describe('acknowledgements', () => {
  const given = acknowledgements(example.app);

  it('R-702 each has a reason that can be judged', () => {
    expect(given.length).toBeGreaterThan(0);
    expect(given.filter(({ reason }) => reason.length < 40)).toEqual([]);
  });

  it('R-702 each answers a finding that is really there', () => {
    const found = withoutAcknowledgements(example);
    const idle = given.filter(
      ({ path, rule }) => !found.some((entry) => entry.rule === rule && `${entry.path}/`.startsWith(`${path}/`)),
    );
    expect(idle.map(({ path, rule }) => `${rule} at ${path}`)).toEqual([]);
  });
});

/** What the packs would find had nobody acknowledged anything. Takes the acknowledgements out of the app for good. */
function withoutAcknowledgements({ app }: Deployment): readonly { readonly rule: string; readonly path: string }[] {
  for (const construct of app.node.findAll()) {
    const metadata: unknown = Reflect.get(construct.node, '_metadata');
    if (Array.isArray(metadata)) metadata.length = 0;
  }
  return [new AwsSolutionsChecks(app), new NIST80053R5Checks(app)].flatMap((pack) =>
    pack
      .validateScope(app)
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath }) => ({ rule: ruleName, path: constructPath ?? '' })),
      ),
  );
}
