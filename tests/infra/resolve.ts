// Turns references inside synthesised templates into the plain names and ARNs that AWS would put there.
import type { Resource, Template } from './synthesise.ts';

const account = '111122223333';
const region = 'ca-central-1';

/** A copy of the value with every intrinsic function worked out. Throws on a function or attribute it does not know. */
export function resolve(templates: readonly Template[], template: Template, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(templates, template, item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined && (first[0] === 'Ref' || first[0].startsWith('Fn::')))
    return intrinsic(templates, template, first[0], first[1]);
  return Object.fromEntries(entries.map(([key, item]) => [key, resolve(templates, template, item)]));
}

function intrinsic(templates: readonly Template[], template: Template, name: string, given: unknown): unknown {
  switch (name) {
    case 'Ref':
      return reference(template, String(given), 'Ref');
    case 'Fn::GetAtt': {
      const [id, attribute] = given as [string, string];
      return reference(template, id, attribute);
    }
    case 'Fn::Join': {
      const [separator, parts] = given as [string, unknown[]];
      return parts.map((part) => resolve(templates, template, part)).join(separator);
    }
    case 'Fn::Select': {
      const [index, list] = given as [number, unknown];
      return (resolve(templates, template, list) as unknown[])[index];
    }
    case 'Fn::Split': {
      const [separator, text] = given as [string, unknown];
      return String(resolve(templates, template, text)).split(separator);
    }
    case 'Fn::ImportValue':
      return exported(templates, String(given));
    default:
      throw new Error(`${name}: not known to this reader; add it`);
  }
}

function exported(templates: readonly Template[], name: string): unknown {
  for (const template of templates)
    for (const output of Object.values(template.Outputs))
      if (output.Export?.Name === name) return resolve(templates, template, output.Value);
  throw new Error(`${name}: exported by no stack`);
}

const pseudo: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::AccountId': account,
  'AWS::Region': region,
  'AWS::URLSuffix': 'amazonaws.com',
};

function reference(template: Template, id: string, attribute: string): string {
  const known = pseudo[id];
  if (known !== undefined) return known;
  const resource = template.Resources[id];
  if (resource === undefined) throw new Error(`${id}: no such resource in ${template.stack}`);
  return attribute === 'Arn' || attribute.endsWith('Arn') || arnByRef.has(resource.Type)
    ? arn(resource, id)
    : `${id}.${attribute}`;
}

/** Their Ref is an ARN. */
const arnByRef = new Set(['AWS::SNS::Topic', 'AWS::SecretsManager::Secret', 'AWS::IAM::ManagedPolicy']);

function arn({ Type, Properties }: Resource, id: string): string {
  const own = (key: string): string => String(Properties[key] ?? id);
  const at = (service: string, rest: string): string => `arn:aws:${service}:${region}:${account}:${rest}`;
  switch (Type) {
    case 'AWS::IAM::Role':
      return `arn:aws:iam::${account}:role/${own('RoleName')}`;
    case 'AWS::IAM::ManagedPolicy':
      return `arn:aws:iam::${account}:policy/${own('ManagedPolicyName')}`;
    case 'AWS::KMS::Key':
      return at('kms', `key/${id}`);
    case 'AWS::S3::Bucket':
      return `arn:aws:s3:::${own('BucketName')}`;
    case 'AWS::SQS::Queue':
      return at('sqs', own('QueueName'));
    case 'AWS::SNS::Topic':
      return at('sns', own('TopicName'));
    case 'AWS::DynamoDB::Table':
      return at('dynamodb', `table/${own('TableName')}`);
    case 'AWS::SecretsManager::Secret':
      return at('secretsmanager', `secret:${own('Name')}`);
    case 'AWS::Events::EventBus':
      return at('events', `event-bus/${own('Name')}`);
    case 'AWS::Lambda::Function':
      return at('lambda', `function:${own('FunctionName')}`);
    default:
      return at('other', id);
  }
}
