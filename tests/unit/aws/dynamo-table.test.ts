// What the table leaves out of an answer is asked for again, and not for ever.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTable } from '../../../adapters/aws/dynamo-table.ts';
import { type AwsFake, startAwsFake } from '../../harness/aws/aws-fake.ts';
import { testClientOptions } from '../../harness/aws/test-clients.ts';

type Keys = readonly Readonly<Record<string, { readonly S: string }>>[];
type Asked = { readonly RequestItems: { readonly postern: { readonly Keys: Keys } } };

let fake: AwsFake;
let asked: Keys[];
/** How many keys of a request are answered. */
let answered: number;

beforeEach(async () => {
  asked = [];
  fake = await startAwsFake('DynamoDB_20120810', {
    BatchGetItem: ({ RequestItems: { postern } }: Asked) => {
      asked.push(postern.Keys);
      const left = postern.Keys.slice(answered);
      return {
        Responses: { postern: postern.Keys.slice(0, answered) },
        UnprocessedKeys: left.length === 0 ? {} : { postern: { Keys: left } },
      };
    },
  });
});
afterEach(() => fake.close());

const keys = ['a', 'b', 'c', 'd', 'e'].map((pk) => ({ pk, sk: 'X' }));

it('reads in several answers what does not come in one', async () => {
  answered = 2;
  expect(await openTable('postern', testClientOptions(fake.endpoint)).getAll(keys)).toEqual(keys);
  expect(asked.map(({ length }) => length)).toEqual([5, 3, 1]);
});

it('gives up on a table that answers nothing, and says what to do', async () => {
  answered = 0;
  const reading = openTable('postern', testClientOptions(fake.endpoint)).getAll(keys);
  await expect(reading).rejects.toThrow('the table left 5 records out in 9 tries; try again later');
  expect(asked).toHaveLength(9);
}, 20_000);
