// The part of OCSF 1.3.0 that Postern claims to speak, as JSON Schema: what each class requires, and the values of its enums.

const text = { type: 'string', minLength: 1 } as const;
const id = { type: 'integer' } as const;
const oneOf = (...values: readonly number[]) => ({ enum: values });

const base = {
  category_uid: id,
  class_name: text,
  time: { type: 'integer', minimum: 0 },
  severity_id: oneOf(0, 1, 2, 3, 4, 5, 6, 99),
  metadata: {
    type: 'object',
    required: ['version', 'product', 'uid'],
    properties: {
      version: { const: '1.3.0' },
      uid: { type: 'string', pattern: '^[0-9a-f]{32}$' },
      product: { type: 'object', required: ['vendor_name'], properties: { name: text, vendor_name: text } },
    },
  },
  status_id: oneOf(0, 1, 2, 99),
  action_id: oneOf(0, 1, 2, 99),
  disposition_id: { type: 'integer', minimum: 0, maximum: 27 },
  unmapped: { type: 'object' },
};

const required = ['activity_id', 'category_uid', 'class_uid', 'metadata', 'severity_id', 'time', 'type_uid'];
const named = { type: 'object', required: ['name'], properties: { name: text } } as const;
const findingInfo = {
  type: 'object',
  required: ['uid', 'title'],
  properties: { uid: text, title: text, types: { type: 'array', items: text } },
} as const;

function ofClass(
  uid: number,
  category: number,
  activities: readonly number[],
  own: Readonly<Record<string, unknown>>,
  needed: readonly string[],
) {
  const properties = {
    ...base,
    ...own,
    class_uid: { const: uid },
    category_uid: { const: category },
    activity_id: oneOf(...activities),
    type_uid: oneOf(...activities.map((activity) => uid * 100 + activity)),
  };
  return { type: 'object', properties, required: [...required, ...needed] };
}

export const ocsfSchemas: Readonly<Record<number, object>> = {
  2004: ofClass(2004, 2, [0, 1, 2, 3, 99], { finding_info: findingInfo }, ['finding_info']),
  2006: ofClass(
    2006,
    2,
    [0, 1, 2, 3, 99],
    {
      finding_info: findingInfo,
      data_security: {
        type: 'object',
        properties: {
          data_lifecycle_state_id: oneOf(0, 1, 2, 3, 99),
          confidentiality_id: oneOf(0, 1, 2, 3, 4, 5, 6, 99),
        },
      },
    },
    ['finding_info'],
  ),
  3001: ofClass(3001, 3, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 99], { user: named }, ['user']),
  3002: ofClass(3002, 3, [0, 1, 2, 3, 4, 5, 99], { user: named }, ['user']),
  3004: ofClass(3004, 3, [0, 1, 2, 3, 4, 99], { entity: named }, ['entity']),
  4009: ofClass(
    4009,
    4,
    [0, 1, 2, 3, 4, 99],
    {
      direction_id: oneOf(0, 1, 2, 3, 99),
      email: {
        type: 'object',
        required: ['from', 'to'],
        properties: { from: { type: 'string' }, to: { type: 'array', items: text, minItems: 1 } },
      },
    },
    ['direction_id', 'email'],
  ),
};
