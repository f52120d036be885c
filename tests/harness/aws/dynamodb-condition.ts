// Condition expressions of DynamoDB, as far as Postern writes them: comparison, BETWEEN, begins_with, attribute_(not_)exists, AND, OR, brackets.
type Row = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type Test = (row: Row) => boolean;

interface Given {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;
}

/** Throws on what it does not know: a test must not pass by a condition that was not understood. */
export function compileCondition(expression: string, given: Given): Test {
  const tokens = expression.match(/[#:]?[A-Za-z_][\w]*|<=|>=|<>|[=<>(),]/g) ?? [];
  let at = 0;
  const next = () => tokens[at++] ?? '';
  const expect = (token: string) => {
    const found = next();
    if (found !== token) throw new Error(`expected ${token}, found ${found} in ${expression}`);
  };
  const operand = (): ((row: Row) => unknown) => {
    const token = next();
    if (token.startsWith(':')) {
      const value = comparable(given.ExpressionAttributeValues?.[token]);
      return () => value;
    }
    const name = token.startsWith('#') ? given.ExpressionAttributeNames?.[token] : token;
    if (name === undefined) throw new Error(`${token} is not named in the request`);
    return (row) => comparable(row[name]);
  };
  const primary = (): Test => {
    const token = tokens[at] ?? '';
    if (token === '(') {
      next();
      const inner = either();
      expect(')');
      return inner;
    }
    if (['attribute_exists', 'attribute_not_exists', 'begins_with'].includes(token)) return call(next());
    return comparison();
  };
  const call = (name: string): Test => {
    expect('(');
    const first = operand();
    if (name !== 'begins_with') {
      expect(')');
      return (row) => (first(row) !== undefined) === (name === 'attribute_exists');
    }
    expect(',');
    const start = operand();
    expect(')');
    return (row) => String(first(row) ?? '').startsWith(String(start(row)));
  };
  const comparison = (): Test => {
    const left = operand();
    const sign = next();
    const right = operand();
    if (sign !== 'BETWEEN') return (row) => compare(left(row), sign, right(row));
    expect('AND');
    const upper = operand();
    return (row) => compare(left(row), '>=', right(row)) && compare(left(row), '<=', upper(row));
  };
  const both = (): Test => {
    let test = primary();
    while (tokens[at] === 'AND') {
      next();
      const [first, second] = [test, primary()];
      test = (row) => first(row) && second(row);
    }
    return test;
  };
  const either = (): Test => {
    let test = both();
    while (tokens[at] === 'OR') {
      next();
      const [first, second] = [test, both()];
      test = (row) => first(row) || second(row);
    }
    return test;
  };
  const whole = either();
  if (at !== tokens.length) throw new Error(`cannot read the condition ${expression}`);
  return whole;
}

/** A comparison with an attribute that is not there is false. */
function compare(left: unknown, sign: string, right: unknown): boolean {
  if (left === undefined || right === undefined) return false;
  const order =
    typeof left === 'number' && typeof right === 'number'
      ? left - right
      : Buffer.compare(Buffer.from(String(left)), Buffer.from(String(right)));
  switch (sign) {
    case '=':
      return order === 0;
    case '<>':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      throw new Error(`no comparison ${sign}`);
  }
}

function comparable(attribute: Readonly<Record<string, unknown>> | undefined): unknown {
  if (attribute === undefined) return undefined;
  return attribute.N === undefined ? (attribute.S ?? attribute.B) : Number(attribute.N);
}
