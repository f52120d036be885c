// What must be true of every deployment, whatever its configuration.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { functions, metricNames, queueNames } from '../../lambdas/functions.ts';
import type { InfraConfig } from '../../lib/config.ts';
import { resolve } from './resolve.ts';
import { exampleConfig, type Resource, resourcesOf, synthesise, type Template } from './synthesise.ts';

const hop = { host: 'mail.agency.example', port: 587, via: 'direct' } as const;
const variants: readonly (readonly [name: string, changes: Partial<InfraConfig>])[] = [
  ['Microsoft 365 through Mail Manager', {}],
  ['classic intake', { intake: 'classic', outbound: { type: 'none' }, nextHops: { inbound: hop } }],
  [
    'Google, direct next hops, arm64',
    {
      outbound: { type: 'google', networks: ['35.190.247.0/24'], header: { name: 'X-Agency', value: 'k'.repeat(20) } },
      nextHops: { inbound: hop, outbound: hop },
      architecture: 'arm64',
      malwareScan: 'guardduty',
    },
  ],
];

for (const [name, changes] of variants) {
  const { templates } = synthesise(exampleConfig(changes), { checks: false });
  const all = templates.flatMap((template) =>
    Object.entries(template.Resources).map(([id, resource]) => ({ id, template, ...resource })),
  );
  const of = (type: string) => resourcesOf(templates, type);

  describe(`every deployment: ${name}`, () => {
    it('R-701 nothing lies, ends TLS or is copied outside the region', () => {
      const text = JSON.stringify(templates);
      const regions = new Set(text.match(/\b(?:af|ap|ca|eu|il|me|mx|sa|us)-[a-z]+-\d\b/g));
      expect([...regions]).toEqual(['ca-central-1']);
      const worldwide =
        /^AWS::(?:CloudFront|GlobalAccelerator|Route53|DynamoDB::GlobalTable|SES::MultiRegionEndpoint|KMS::ReplicaKey)/;
      expect(all.filter(({ Type }) => worldwide.test(Type)).map(({ id }) => id)).toEqual([]);
      for (const property of ['ReplicationConfiguration', 'ReplicaRegions', 'Replicas', 'MultiRegion', 'CopyActions'])
        expect(text).not.toContain(`"${property}"`);
      expect(of('AWS::ApiGateway::RestApi').map(({ Properties }) => Properties.EndpointConfiguration)).toEqual([
        { Types: ['REGIONAL'] },
      ]);
    });

    it('R-701 every bucket is private, encrypted, logged, TLS only and kept', () => {
      const policies = of('AWS::S3::BucketPolicy').map(({ Properties }) => JSON.stringify(Properties));
      for (const { id, Properties, DeletionPolicy } of of('AWS::S3::Bucket')) {
        expect(Properties.PublicAccessBlockConfiguration).toEqual({
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        });
        expect(Properties.BucketEncryption).toBeDefined();
        expect(DeletionPolicy).toBe('Retain');
        expect(
          policies.some((policy) => policy.includes(`"Ref":"${id}"`) && policy.includes('aws:SecureTransport')),
        ).toBe(true);
      }
    });

    it('R-404 evidence is versioned, and the audit trail write-once for seven years', () => {
      const bucket = (kind: string) =>
        of('AWS::S3::Bucket').find(({ Properties }) => String(Properties.BucketName).includes(`-${kind}-`))?.Properties;
      for (const kind of ['held', 'audit', 'people', 'access-logs'])
        expect(bucket(kind)?.VersioningConfiguration).toEqual({ Status: 'Enabled' });
      expect(bucket('raw')?.VersioningConfiguration).toBeUndefined();
      expect(bucket('audit')?.ObjectLockConfiguration).toEqual({
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Days: 2557, Mode: 'COMPLIANCE' } },
      });
    });

    it('R-703 the ledger can be taken back to any second of 35 days, and to any week', () => {
      const [table] = of('AWS::DynamoDB::Table');
      expect(table?.Properties).toMatchObject({
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
        DeletionProtectionEnabled: true,
        SSESpecification: { SSEType: 'KMS' },
      });
      expect(of('AWS::Backup::BackupSelection')).toHaveLength(1);
    });

    it('R-703 every queue sets poison aside where an alarm sees it and a person can send it back', () => {
      const watched = JSON.stringify(of('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties.AlarmName));
      const queues = of('AWS::SQS::Queue');
      for (const queue of queueNames) {
        const names = queues.map(({ Properties }) => Properties.QueueName);
        expect(names).toEqual(expect.arrayContaining([`postern-${queue}`, `postern-${queue}-dead-letters`]));
        expect(watched).toContain(`"postern-${queue}-dead-letters"`);
      }
      for (const { Properties } of queues)
        if (String(Properties.QueueName).endsWith('-dead-letters'))
          expect(Properties.RedriveAllowPolicy).toEqual({ redrivePermission: 'allowAll' });
        else if (Properties.QueueName !== 'postern-dead-calls')
          expect(Properties.RedrivePolicy).toMatchObject({ maxReceiveCount: 5 });
      for (const { Properties } of of('AWS::Lambda::Function')) expect(Properties.DeadLetterConfig).toBeDefined();
    });

    it('R-101 no rule that takes mail in can deliver it', () => {
      const intake = of('AWS::SES::MailManagerRuleSet').filter(({ id }) => id.startsWith('Intake'));
      for (const { Properties } of intake) {
        const actions = (Properties.Rules as { Actions: object[] }[]).flatMap((rule) =>
          rule.Actions.flatMap(Object.keys),
        );
        expect(actions.filter((action) => /Relay|Send|Deliver/.test(action))).toEqual([]);
        expect(actions.slice(-3)).toEqual(['WriteToS3', 'PublishToSns', 'InvokeLambda']);
      }
      for (const { Properties } of of('AWS::SES::ReceiptRule')) {
        const { Actions } = Properties.Rule as { Actions: object[] };
        expect(Actions.flatMap(Object.keys)).toEqual(['S3Action', 'LambdaAction', 'StopAction']);
      }
      expect(intake.length + of('AWS::SES::ReceiptRule').length).toBe(changes.intake === 'classic' ? 1 : 2);
    });

    it('R-701 each policy names its actions, and its resources but for a reason', () => {
      const loose = policyStatements(templates).filter(
        ({ statement: { Action, Resource, Effect } }) =>
          Effect === 'Allow' &&
          ([Action].flat().some((action) => String(action).includes('*')) || [Resource].flat().includes('*')),
      );
      // A key's and a secret's own policy can only say `*` for itself; the records key leaves facts to IAM.
      expect(
        loose.filter(({ type }) => type !== 'AWS::KMS::Key' && type !== 'AWS::SecretsManager::ResourcePolicy'),
      ).toEqual([]);
      expect(
        loose
          .filter(({ statement }) => [statement.Action].flat().some((action) => String(action).includes('*')))
          .map(({ statement }) => statement.Sid),
      ).toEqual(['IamOfThisAccountDecides']);
    });

    it('nobody outside the account is trusted, and each service for this account alone', () => {
      for (const { Properties, id } of of('AWS::IAM::Role')) {
        const text = JSON.stringify(Properties.AssumeRolePolicyDocument);
        expect(text, id).toMatch(
          /"Service":"(?:apigateway|backup|lambda|malware-protection-plan\.guardduty|ses)\.amazonaws\.com"/,
        );
        if (text.includes('ses.amazonaws.com')) expect(text).toContain('"aws:SourceAccount":"111122223333"');
      }
      for (const { Properties, id } of of('AWS::Lambda::Permission'))
        expect(Properties.SourceAccount ?? Properties.SourceArn, id).toBeDefined();
    });

    it('each function is what the list of functions says', () => {
      const made = of('AWS::Lambda::Function');
      expect(made).toHaveLength(functions.length);
      for (const spec of functions) {
        const found = made.find(({ Properties }) => Properties.FunctionName === `postern-${spec.name}`);
        expect(found?.Properties).toMatchObject({
          Runtime: 'nodejs24.x',
          MemorySize: spec.memory,
          Timeout: spec.timeout,
          Architectures: [changes.architecture ?? 'x86_64'],
        });
        const { Variables = {} } = (found?.Properties.Environment ?? {}) as { Variables?: object };
        expect(Object.keys(Variables).sort()).toEqual([...spec.environment].sort());
      }
    });

    it('everything that can be tagged is tagged', () => {
      const tagged = all.filter(({ Type }) =>
        /^AWS::(?:S3::Bucket|DynamoDB::Table|KMS::Key|Lambda::Function|SQS::Queue|SNS::Topic)$/.test(Type),
      );
      for (const { Properties, id } of tagged)
        expect(Properties.Tags, id).toEqual(expect.arrayContaining([{ Key: 'product', Value: 'postern' }]));
    });
  });
}

function policyStatements(templates: readonly Template[]) {
  const kinds = [
    'AWS::IAM::ManagedPolicy',
    'AWS::IAM::Policy',
    'AWS::S3::BucketPolicy',
    'AWS::SQS::QueuePolicy',
    'AWS::SNS::TopicPolicy',
    'AWS::KMS::Key',
    'AWS::SecretsManager::ResourcePolicy',
  ];
  return templates.flatMap((template) =>
    Object.values(template.Resources)
      .filter(({ Type }) => kinds.includes(Type))
      .flatMap((resource) =>
        statementsOf(templates, template, resource).map((statement) => ({ type: resource.Type, statement })),
      ),
  );
}

interface LooseStatement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: unknown;
  readonly Resource: unknown;
}

function statementsOf(
  templates: readonly Template[],
  template: Template,
  { Properties }: Resource,
): readonly LooseStatement[] {
  const document = Properties.PolicyDocument ?? Properties.KeyPolicy ?? Properties.ResourcePolicy;
  return (resolve(templates, template, document) as { Statement: LooseStatement[] }).Statement;
}

describe('alarms', () => {
  const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
  const sections = new Map(
    runbook
      .split(/^## /m)
      .slice(1)
      .map((section) => [section.split('\n', 1)[0] ?? '', section] as const),
  );
  const { templates } = synthesise(exampleConfig(), { checks: false });
  const alarms = resourcesOf(templates, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
  const names = [...alarms.map(({ AlarmName }) => String(AlarmName).replace('postern-', '')), 'key-changed'];

  it('R-703 each says what is at stake and what to do', () => {
    for (const { AlarmName, AlarmDescription, AlarmActions } of alarms) {
      const name = String(AlarmName).replace('postern-', '');
      expect(AlarmDescription).toMatch(/^Impact: .{20,}\. What to do: docs\/runbook\.md#/);
      expect(String(AlarmDescription).endsWith(`#${name}`)).toBe(true);
      expect(AlarmActions).toHaveLength(1);
    }
  });

  it('R-705 each has its heading in the runbook: description, investigation, resolution', () => {
    for (const name of names)
      for (const part of ['Description', 'Investigation', 'Resolution'])
        expect(sections.get(name) ?? '', `${name}: ${part}`).toContain(`**${part}.**`);
  });

  it('R-705 what an alarm watches, some function counts', () => {
    const folder = new URL('../../lambdas/', import.meta.url);
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && name !== 'functions.ts')
      .map((name) => readFileSync(new URL(name, folder), 'utf8'))
      .join('\n');
    const watched = alarms.flatMap(({ Namespace, MetricName }) =>
      Namespace === 'Postern' ? [String(MetricName)] : [],
    );
    expect(metricNames).toEqual(expect.arrayContaining(watched));
    for (const name of metricNames) expect(sources, name).toContain(`'${name}'`);
  });

  it('the runbook describes no alarm that is not there', () => {
    const described = [...sections]
      .filter(([, text]) => text.includes('**Investigation.**'))
      .map(([heading]) => heading);
    expect(described.filter((heading) => !names.includes(heading))).toEqual([]);
  });
});
