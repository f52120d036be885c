// Decides as IAM does whether a request is allowed: explicit denial first, then key or bucket policy, identity policy and
// grants. Knows the operators that our policies use and refuses to guess at others.

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | number | readonly string[]>>>>;
}

export interface Request {
  /** ARN of a role, or the name of a service. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** As KMS keeps it; `item` is the encryption context that it is constrained to. */
export interface Grant {
  readonly grantee: string;
  readonly operations: readonly string[];
  readonly item: string;
}

export interface Policies {
  /** Attached to the caller's role. */
  readonly identity: readonly Statement[];
  /** Of the key, bucket, queue or secret asked for. */
  readonly resource: readonly Statement[];
  readonly grants?: readonly Grant[];
}

const account = '111122223333';
const accountRoot = `arn:aws:iam::${account}:root`;

export function isAllowed(request: Request, policies: Policies): boolean {
  const full: Request = {
    ...request,
    context: request.principal.startsWith('arn:')
      ? { 'aws:PrincipalArn': request.principal, ...request.context }
      : request.context,
  };
  const own = policies.identity.filter((statement) => concerns(statement, full));
  // In the policy of a key `*` is that key; other resource policies name their resource.
  const theirs = policies.resource.filter((statement) => concerns(statement, full));
  const named = theirs.filter((statement) => names(statement, full.principal));
  if ([...own, ...named].some(({ Effect }) => Effect === 'Deny')) return false;
  if (named.some((statement) => statement.Effect === 'Allow' && !byRoot(statement))) return true;
  if (policies.grants?.some((grant) => isGranted(full, grant)) === true) return true;
  const allowed = own.some(({ Effect }) => Effect === 'Allow');
  // A key delegates to IAM only where its policy says so; other resources of the account always do.
  if (full.action.startsWith('kms:'))
    return allowed && theirs.some((statement) => statement.Effect === 'Allow' && byRoot(statement));
  return allowed;
}

function byRoot(statement: Statement): boolean {
  return principalsOf(statement).includes(accountRoot);
}

function isGranted(request: Request, grant: Grant): boolean {
  return (
    request.principal === grant.grantee &&
    grant.operations.includes(request.action.replace('kms:', '')) &&
    request.context['kms:EncryptionContext:item'] === grant.item
  );
}

function concerns(statement: Statement, request: Request): boolean {
  return (
    list(statement.Action).some((pattern) => like(pattern, request.action)) &&
    list(statement.Resource ?? '*').some((pattern) => like(pattern, request.resource)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, tests]) =>
      Object.entries(tests).every(([key, wanted]) => holds(operator, wantedValues(wanted), request.context[key])),
    )
  );
}

function wantedValues(wanted: string | number | readonly string[]): readonly string[] {
  return typeof wanted === 'object' ? wanted : [String(wanted)];
}

function principalsOf({ Principal }: Statement): readonly string[] {
  if (Principal === undefined) return [];
  if (Principal === '*') return ['*'];
  return Object.values(Principal).flatMap(list);
}

function names(statement: Statement, principal: string): boolean {
  const given = principalsOf(statement);
  return (
    given.includes('*') ||
    given.includes(principal) ||
    (given.includes(accountRoot) && principal.includes(`:${account}:`))
  );
}

function holds(operator: string, wanted: readonly string[], given: string | readonly string[] | undefined): boolean {
  const [quantifier, plain] = operator.includes(':') ? operator.split(':') : [null, operator];
  if (plain === 'Null') return wanted.includes(String(given === undefined));
  const values = given === undefined ? [] : list(given);
  const test = (value: string): boolean => compare(plain ?? '', value, wanted);
  if (quantifier === 'ForAllValues') return values.every(test);
  if (quantifier === 'ForAnyValue') return values.some(test);
  // A negated operator holds when the key is not there at all.
  if (given === undefined) return plain?.includes('Not') === true;
  return values.some(test);
}

function compare(operator: string, value: string, wanted: readonly string[]): boolean {
  switch (operator) {
    case 'StringEquals':
    case 'Bool':
      return wanted.includes(value);
    case 'ArnEquals':
    case 'ArnLike':
    case 'StringLike':
      return wanted.some((pattern) => like(pattern, value));
    case 'StringNotLike':
    case 'ArnNotEquals':
      return !wanted.some((pattern) => like(pattern, value));
    case 'NumericLessThan':
      return wanted.some((bound) => Number(value) < Number(bound));
    default:
      throw new Error(`${operator}: not known to this evaluator; add it`);
  }
}

/** `*` stands for any run of characters, `?` for one. */
function like(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 'i').test(text);
}

function list(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
