// The table of DESIGN 5a, held against the policies that a deployment would put in force.
import { describe, expect, it } from 'vitest';
import { roleNames } from '../../lib/roles.ts';
import { type Grant, isAllowed, type Request, type Statement } from './evaluate-iam.ts';
import { resolve } from './resolve.ts';
import { exampleConfig, resourcesOf, synthesise, type Template } from './synthesise.ts';

const { templates } = synthesise(exampleConfig(), { checks: false });
const at = 'arn:aws:kms:ca-central-1:111122223333:key/';
const keyIds = Object.fromEntries(
  resourcesOf(templates, 'AWS::KMS::Key').map(({ id }) => [id.replace(/[0-9A-F]{8}$/, ''), id]),
);

function role(name: string): string {
  return `arn:aws:iam::111122223333:role/${name === 'Administrator' ? name : `postern-${name}`}`;
}

/** Statements of every policy, by the ARN of what they are attached to. */
function attached(): ReadonlyMap<string, readonly Statement[]> {
  const found = new Map<string, Statement[]>([
    [role('Administrator'), [{ Effect: 'Allow', Action: '*', Resource: '*' }]],
  ]);
  const add = (arn: string, document: unknown): void => {
    const { Statement: statements } = document as { Statement: Statement[] };
    found.set(arn, [...(found.get(arn) ?? []), ...statements]);
  };
  for (const template of templates)
    for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
      const given = resolve(templates, template, Properties) as Record<string, unknown>;
      if (Type === 'AWS::KMS::Key') add(`${at}${id}`, given.KeyPolicy);
      if (Type === 'AWS::S3::BucketPolicy') add(bucketArn(template, Properties.Bucket), given.PolicyDocument);
      if (Type === 'AWS::SecretsManager::ResourcePolicy') add(String(given.SecretId), given.ResourcePolicy);
      if (Type === 'AWS::IAM::ManagedPolicy')
        for (const name of given.Roles as string[]) add(role(roleOf(name)), given.PolicyDocument);
    }
  return found;
}

function bucketArn(template: Template, reference: unknown): string {
  const { Ref } = reference as { Ref: string };
  return `arn:aws:s3:::${template.Resources[Ref]?.Properties.BucketName}`;
}

/** A role's reference reads `<logical id>.Ref` after resolving; its name is in the template. */
function roleOf(reference: string): string {
  const id = reference.split('.', 1)[0] ?? '';
  for (const template of templates) {
    const name = template.Resources[id]?.Properties.RoleName;
    if (typeof name === 'string') return name.replace('postern-', '');
  }
  throw new Error(`${reference}: no such role`);
}

const policies = attached();

function ask(request: Omit<Request, 'principal'> & { readonly as: string }, grants: readonly Grant[] = []): string {
  const principal = role(request.as);
  const bucket = request.resource.split('/', 1)[0] ?? '';
  const allowed = isAllowed(
    { ...request, principal },
    {
      identity: policies.get(principal) ?? [],
      resource: policies.get(request.resource) ?? policies.get(bucket) ?? [],
      grants,
    },
  );
  return allowed ? 'allowed' : 'denied';
}

const content = `${at}${keyIds.Content}`;
const raw = `${at}${keyIds.Raw}`;
const checkpoint = `${at}${keyIds.Checkpoint}`;
const forItem = (item: string) => ({ 'kms:EncryptionContext:item': item, 'kms:EncryptionContextKeys': ['item'] });
const throughS3 = { 'kms:ViaService': 's3.ca-central-1.amazonaws.com' };
const tls = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };
const grantFor = (changes: Record<string, string | string[]>) => ({
  'kms:GranteePrincipal': role('read-content'),
  'kms:GrantOperations': ['Decrypt'],
  'kms:GrantConstraintType': 'EncryptionContextEquals',
  ...forItem('7'),
  ...changes,
});
const object = (bucket: string, key: string) => `arn:aws:s3:::postern-${bucket}-111122223333-ca-central-1/${key}`;
const table = 'arn:aws:dynamodb:ca-central-1:111122223333:table/postern';

type Row = readonly [as: string, action: string, resource: string, context: Request['context'], expected: string];

function check(rows: readonly Row[]): void {
  for (const [as, action, resource, context, expected] of rows)
    it(`${as} · ${action} · ${
      Object.entries(context)
        .map(([key, value]) => `${key}=${value}`)
        .join(' ') || 'no context'
    } → ${expected}`, () => {
      expect(ask({ as, action, resource, context })).toBe(expected);
    });
}

describe('R-403 the content key', () => {
  check([
    ['scan-message', 'kms:GenerateDataKey', content, forItem('7'), 'allowed'],
    ['finish-message', 'kms:GenerateDataKey', content, forItem('7'), 'allowed'],
    ['scan-message', 'kms:GenerateDataKey', content, {}, 'denied'],
    [
      'scan-message',
      'kms:GenerateDataKey',
      content,
      { ...forItem('7'), 'kms:EncryptionContextKeys': ['item', 'x'] },
      'denied',
    ],
    ['scan-message', 'kms:Decrypt', content, forItem('7'), 'denied'],
    ['finish-message', 'kms:Decrypt', content, forItem('7'), 'denied'],
    ['scan-message', 'kms:Encrypt', content, forItem('7'), 'denied'],
    ['rescan-held', 'kms:Decrypt', content, forItem('7'), 'allowed'],
    ['release-held', 'kms:Decrypt', content, forItem('7'), 'allowed'],
    ['release-held', 'kms:Decrypt', content, forItem('release-only/7'), 'allowed'],
    ['rescan-held', 'kms:Decrypt', content, forItem('release-only/7'), 'denied'],
    // The key of a window that passwords are sealed under (R-304).
    ['scan-message', 'kms:GenerateDataKey', content, forItem('window/5'), 'allowed'],
    ['scan-message', 'kms:Decrypt', content, forItem('window/5'), 'denied'],
    ['rescan-held', 'kms:Decrypt', content, forItem('window/5'), 'allowed'],
    ['rescan-held', 'kms:GenerateDataKey', content, forItem('window/5'), 'denied'],
    ['release-held', 'kms:Decrypt', content, {}, 'denied'],
    ['release-held', 'kms:GenerateDataKey', content, forItem('7'), 'denied'],
    ['read-content', 'kms:Decrypt', content, forItem('7'), 'denied'],
    ['approve-access', 'kms:Decrypt', content, forItem('7'), 'denied'],
    ['dispose-expired', 'kms:Decrypt', content, forItem('7'), 'denied'],
    ['serve-console', 'kms:Decrypt', content, forItem('7'), 'denied'],
    ['serve-console', 'kms:GenerateDataKey', content, forItem('7'), 'denied'],
    ['Administrator', 'kms:Decrypt', content, forItem('7'), 'denied'],
    ['Administrator', 'kms:GenerateDataKey', content, forItem('7'), 'denied'],
    ['Administrator', 'kms:ReEncryptFrom', content, forItem('7'), 'denied'],
    ['Administrator', 'kms:DescribeKey', content, {}, 'allowed'],
  ]);
});

describe('R-403 grants of the content key', () => {
  check([
    ['approve-access', 'kms:CreateGrant', content, grantFor({}), 'allowed'],
    [
      'approve-access',
      'kms:CreateGrant',
      content,
      grantFor({ 'kms:GranteePrincipal': role('serve-console') }),
      'denied',
    ],
    [
      'approve-access',
      'kms:CreateGrant',
      content,
      grantFor({ 'kms:GranteePrincipal': role('approve-access') }),
      'denied',
    ],
    [
      'approve-access',
      'kms:CreateGrant',
      content,
      grantFor({ 'kms:GrantOperations': ['Decrypt', 'CreateGrant'] }),
      'denied',
    ],
    [
      'approve-access',
      'kms:CreateGrant',
      content,
      grantFor({ 'kms:GrantConstraintType': 'EncryptionContextSubset' }),
      'denied',
    ],
    ['approve-access', 'kms:CreateGrant', content, grantFor({ 'kms:EncryptionContextKeys': ['item', 'x'] }), 'denied'],
    [
      'approve-access',
      'kms:CreateGrant',
      content,
      { 'kms:GranteePrincipal': role('read-content'), 'kms:GrantOperations': ['Decrypt'] },
      'denied',
    ],
    ['approve-access', 'kms:CreateGrant', content, grantFor(forItem('release-only/7')), 'denied'],
    ['approve-access', 'kms:RevokeGrant', content, {}, 'allowed'],
    ['approve-access', 'kms:ListGrants', content, {}, 'allowed'],
    ...roleNames
      .filter((name) => name !== 'approve-access')
      .map((name): Row => [name, 'kms:CreateGrant', content, grantFor({}), 'denied']),
    ['Administrator', 'kms:CreateGrant', content, grantFor({}), 'denied'],
  ]);

  const granted: Grant = { grantee: role('read-content'), operations: ['Decrypt'], item: '7' };
  const open = { action: 'kms:Decrypt', resource: content };

  it('R-402 the reader opens the item of its grant and no other', () => {
    expect(ask({ ...open, as: 'read-content', context: forItem('7') }, [granted])).toBe('allowed');
    expect(ask({ ...open, as: 'read-content', context: forItem('8') }, [granted])).toBe('denied');
    expect(ask({ ...open, as: 'read-content', context: {} }, [granted])).toBe('denied');
  });

  it('R-403 a grant to anybody else opens nothing', () => {
    for (const name of ['scan-message', 'serve-console', 'approve-access', 'Administrator'])
      expect(ask({ ...open, as: name, context: forItem('7') }, [{ ...granted, grantee: role(name) }])).toBe('denied');
  });
});

describe('R-403 raw copies', () => {
  check([
    ['scan-message', 'kms:Decrypt', raw, throughS3, 'allowed'],
    ['release-held', 'kms:Decrypt', raw, throughS3, 'allowed'],
    ['scan-message', 'kms:Decrypt', raw, {}, 'denied'],
    ['rescan-held', 'kms:Decrypt', raw, throughS3, 'denied'],
    ['read-content', 'kms:Decrypt', raw, throughS3, 'denied'],
    ['serve-console', 'kms:Decrypt', raw, throughS3, 'denied'],
    ['intake', 'kms:GenerateDataKey', raw, throughS3, 'allowed'],
    ['intake', 'kms:Decrypt', raw, throughS3, 'denied'],
    ['Administrator', 'kms:Decrypt', raw, throughS3, 'denied'],
    ['Administrator', 'kms:CreateGrant', raw, {}, 'denied'],
    ['intake', 's3:PutObject', object('raw', 'raw/m1'), tls, 'allowed'],
    ['intake', 's3:GetObject', object('raw', 'raw/m1'), tls, 'denied'],
    ['scan-message', 's3:GetObject', object('raw', 'raw/m1'), tls, 'allowed'],
    ['scan-message', 's3:GetObject', object('raw', 'raw/m1'), { ...tls, 'aws:SecureTransport': 'false' }, 'denied'],
    ['scan-message', 's3:GetObject', object('raw', 'raw/m1'), { ...tls, 's3:TlsVersion': '1.1' }, 'denied'],
    ['scan-message', 's3:DeleteObject', object('raw', 'raw/m1'), tls, 'allowed'],
    ['rescan-held', 's3:GetObject', object('raw', 'raw/m1'), tls, 'denied'],
    ['read-content', 's3:GetObject', object('raw', 'raw/m1'), tls, 'denied'],
    ['serve-console', 's3:GetObject', object('raw', 'raw/m1'), tls, 'denied'],
  ]);
});

describe('R-403 sealed content', () => {
  check([
    ['scan-message', 's3:PutObject', object('held', 'sealed/i7'), tls, 'allowed'],
    ['scan-message', 's3:GetObject', object('held', 'sealed/i7'), tls, 'denied'],
    ['finish-message', 's3:GetObject', object('held', 'sealed/i7'), tls, 'denied'],
    ['rescan-held', 's3:GetObject', object('held', 'sealed/i7'), tls, 'allowed'],
    ['rescan-held', 's3:PutObject', object('held', 'sealed/i7'), tls, 'denied'],
    ['release-held', 's3:GetObject', object('held', 'sealed/i7'), tls, 'allowed'],
    ['read-content', 's3:GetObject', object('held', 'sealed/i7'), tls, 'allowed'],
    ['read-content', 's3:GetObject', object('held', 'sealed/i7'), { ...tls, 'aws:SecureTransport': 'false' }, 'denied'],
    ['read-content', 's3:DeleteObject', object('held', 'sealed/i7'), tls, 'denied'],
    ['dispose-expired', 's3:DeleteObjectVersion', object('held', 'sealed/i7'), tls, 'allowed'],
    // Its record names the hash of what lay there; it opens nothing of it.
    ['dispose-expired', 's3:GetObject', object('held', 'sealed/i7'), tls, 'allowed'],
    ['dispose-expired', 's3:PutObject', object('held', 'sealed/i7'), tls, 'denied'],
    ['approve-access', 's3:GetObject', object('held', 'sealed/i7'), tls, 'denied'],
    ['scan-message', 's3:GetObject', object('held', 'registers/documents/x.table'), tls, 'allowed'],
    ['scan-message', 's3:PutObject', object('held', 'registers/documents/x.table'), tls, 'denied'],
    ['rescan-held', 's3:GetObject', object('held', 'registers/documents/x.table'), tls, 'allowed'],
    ['rescan-held', 's3:DeleteObjectVersion', object('held', 'sealed/i7'), tls, 'denied'],
    ['serve-console', 's3:GetObject', object('held', 'sealed/i7'), tls, 'denied'],
  ]);
});

describe('R-404 the audit trail', () => {
  const trail = { 'dynamodb:LeadingKeys': ['AUDIT#c03'] };
  check([
    ['checkpoint-audit', 'kms:Sign', checkpoint, {}, 'allowed'],
    ['dispose-expired', 'kms:Sign', `${at}${keyIds.Disposal}`, {}, 'allowed'],
    ['read-content', 'kms:Sign', `${at}${keyIds.Export}`, {}, 'allowed'],
    // None vouches for what another writes.
    ...(['Checkpoint', 'Disposal', 'Export'] as const).flatMap((kind, n) =>
      ['checkpoint-audit', 'dispose-expired', 'read-content', 'Administrator']
        .filter((_name, signer) => signer !== n)
        .map((name): Row => [name, 'kms:Sign', `${at}${keyIds[kind]}`, {}, 'denied']),
    ),
    ['serve-console', 'kms:Sign', checkpoint, {}, 'denied'],
    ['serve-console', 'kms:GetPublicKey', checkpoint, {}, 'allowed'],
    ['scan-message', 'kms:Sign', checkpoint, {}, 'denied'],
    ['serve-console', 's3:PutObject', object('audit', 'checkpoints/1'), tls, 'denied'],
    ['checkpoint-audit', 's3:PutObject', object('held', 'sealed/i7'), tls, 'denied'],
    ['checkpoint-audit', 's3:PutObject', object('audit', 'checkpoints/1'), tls, 'allowed'],
    ...roleNames.flatMap((name): Row[] => [
      [name, 's3:DeleteObjectVersion', object('audit', 'checkpoints/1'), tls, 'denied'],
      [name, 's3:BypassGovernanceRetention', object('audit', 'checkpoints/1'), tls, 'denied'],
      [name, 'dynamodb:DeleteItem', table, trail, 'denied'],
      [name, 'dynamodb:UpdateItem', table, trail, 'denied'],
      [name, 'dynamodb:DeleteTable', table, {}, 'denied'],
    ]),
    ['read-content', 'dynamodb:PutItem', table, trail, 'allowed'],
    ['read-content', 'dynamodb:PutItem', table, { 'dynamodb:LeadingKeys': ['AUDIT#c03', 'RECORD#reading'] }, 'allowed'],
    ...['RECORD#access', 'RECORD#right', 'RECORD#person', 'RECORD#case', 'GRANT#1', 'SHARE#7', 'SIGNIN#1'].flatMap(
      (key): Row[] => [
        ['read-content', 'dynamodb:PutItem', table, { 'dynamodb:LeadingKeys': [key] }, 'denied'],
        ['checkpoint-audit', 'dynamodb:PutItem', table, { 'dynamodb:LeadingKeys': [key] }, 'denied'],
      ],
    ),
    ['checkpoint-audit', 'dynamodb:PutItem', table, { 'dynamodb:LeadingKeys': ['RECORD#checkpoint'] }, 'allowed'],
    ['report-quarter', 'dynamodb:PutItem', table, { 'dynamodb:LeadingKeys': ['RECORD#report'] }, 'allowed'],
    ['report-quarter', 'dynamodb:PutItem', table, { 'dynamodb:LeadingKeys': ['RECORD#right'] }, 'denied'],
    ['read-content', 'dynamodb:PutItem', table, { 'dynamodb:LeadingKeys': ['AUDIT#c03', 'RECORD#access'] }, 'denied'],
    ['scan-message', 'dynamodb:DeleteItem', table, { 'dynamodb:LeadingKeys': ['ATTEMPT#1'] }, 'allowed'],
  ]);
});

describe('R-413 the half of its key that is destroyed with an item', () => {
  const share = { 'dynamodb:LeadingKeys': ['SHARE#7'] };
  check([
    ['scan-message', 'dynamodb:PutItem', table, share, 'allowed'],
    ['finish-message', 'dynamodb:PutItem', table, share, 'allowed'],
    ['dispose-expired', 'dynamodb:PutItem', table, share, 'allowed'],
    ...roleNames
      .filter((name) => !['scan-message', 'finish-message', 'dispose-expired'].includes(name))
      .flatMap((name): Row[] => [
        [name, 'dynamodb:PutItem', table, share, 'denied'],
        [name, 'dynamodb:PutItem', table, { 'dynamodb:LeadingKeys': ['RECORD#reading', 'SHARE#7'] }, 'denied'],
        [name, 'dynamodb:DeleteItem', table, share, 'denied'],
      ]),
    ['serve-console', 'dynamodb:PutItem', table, { 'dynamodb:LeadingKeys': ['RECORD#right'] }, 'allowed'],
    ['release-held', 'dynamodb:PutItem', table, { 'dynamodb:LeadingKeys': ['ATTEMPT#1'] }, 'allowed'],
  ]);
});

describe('the event bus and the queues', () => {
  const bus = 'arn:aws:events:ca-central-1:111122223333:event-bus/postern';
  const notices = 'arn:aws:sqs:ca-central-1:111122223333:postern-notices';
  check(
    ['serve-console', 'approve-access', 'import-people'].flatMap((name): Row[] => [
      [name, 'events:PutEvents', bus, {}, 'denied'],
      [name, 'sqs:SendMessage', notices, {}, 'denied'],
    ]),
  );
});

describe('who can deliver', () => {
  const secret = 'arn:aws:secretsmanager:ca-central-1:111122223333:secret:postern/relay';
  check([
    ['scan-message', 'secretsmanager:GetSecretValue', secret, {}, 'allowed'],
    ['release-held', 'secretsmanager:GetSecretValue', secret, {}, 'allowed'],
    ['rescan-held', 'secretsmanager:GetSecretValue', secret, {}, 'denied'],
    ['read-content', 'secretsmanager:GetSecretValue', secret, {}, 'denied'],
    ['serve-console', 'secretsmanager:GetSecretValue', secret, {}, 'denied'],
  ]);
});

describe('R-403 who may ask for what to be opened', () => {
  const call = (name: string) => `arn:aws:lambda:ca-central-1:111122223333:function:postern-${name}`;
  const secret = 'arn:aws:secretsmanager:ca-central-1:111122223333:secret:postern/console';
  const calls = 'arn:aws:secretsmanager:ca-central-1:111122223333:secret:postern/content-call';
  check([
    ...['approve-access', 'read-content', 'release-held'].flatMap((name): Row[] => [
      ['serve-console', 'lambda:InvokeFunction', call(name), {}, 'allowed'],
      ['scan-message', 'lambda:InvokeFunction', call(name), {}, 'denied'],
      ['import-people', 'lambda:InvokeFunction', call(name), {}, 'denied'],
    ]),
    ['serve-console', 'lambda:InvokeFunction', call('dispose-expired'), {}, 'denied'],
    ['serve-console', 'lambda:InvokeFunction', call('rescan-held'), {}, 'denied'],
    ['read-content', 'lambda:InvokeFunction', call('approve-access'), {}, 'denied'],
    // An administrator may call any function; what is asked must be signed with this, which they cannot read.
    ['serve-console', 'secretsmanager:GetSecretValue', secret, {}, 'allowed'],
    ['read-content', 'secretsmanager:GetSecretValue', secret, {}, 'denied'],
    ...['serve-console', 'read-content'].map(
      (name): Row => [name, 'secretsmanager:GetSecretValue', calls, {}, 'allowed'],
    ),
    ...['release-held', 'rescan-held', 'Administrator'].map(
      (name): Row => [name, 'secretsmanager:GetSecretValue', calls, {}, 'denied'],
    ),
    ['release-held', 'secretsmanager:GetSecretValue', secret, {}, 'denied'],
    ['import-people', 'secretsmanager:GetSecretValue', secret, {}, 'denied'],
    ['Administrator', 'secretsmanager:GetSecretValue', secret, {}, 'denied'],
  ]);
});

describe('R-410 lists of people', () => {
  check([
    ['import-people', 's3:GetObject', object('people', 'people/list.csv'), tls, 'allowed'],
    ['import-people', 's3:PutObject', object('people', 'people/list.csv'), tls, 'denied'],
    ['serve-console', 's3:GetObject', object('people', 'people/list.csv'), tls, 'denied'],
    ['import-people', 's3:GetObject', object('held', 'sealed/i7'), tls, 'denied'],
  ]);
});
