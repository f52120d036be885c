// Takes over a list of people that Human Resources put into the bucket. `people/complete/` holds lists that name
// everybody; `people/partial/` such whose good rows count though others are refused.
import { bucketOf, openS3 } from '../../adapters/aws/s3-objects.ts';
import type { Actor } from '../../core/oversight/access/actor.ts';
import { type ImportSummary, importPeople } from '../../core/oversight/people/import-people.ts';
import { Refused } from '../../core/ports.ts';
import { peoplePrefix } from '../functions.ts';
import { count, report } from '../metrics.ts';
import { openOversight } from '../oversight.ts';
import { objectOptions } from '../settings.ts';

/** As EventBridge tells of an object that S3 created. */
export interface ObjectCreated {
  readonly detail: { readonly object: { readonly key: string } };
}

export type ImportAnswer = ImportSummary | { readonly refused: string };

const { settings, oversight } = openOversight(__dirname);
const lists = bucketOf(openS3(objectOptions(settings)), settings.get('POSTERN_PEOPLE_BUCKET'));

/** Bytes. */
const longestList = 32 * 2 ** 20;
/** Who may write to the bucket acts for Human Resources. */
const humanResources: Actor = {
  person: 'people list',
  roles: ['administrator'],
  deputy: false,
  client: 'people bucket',
};

/** A list that is refused changes nothing, is on record and rings an alarm; to try it again, it is put there again. */
export async function handler({ detail }: ObjectCreated): Promise<ImportAnswer> {
  try {
    const { key } = detail.object;
    const options = { partial: isUnder(key, 'partial'), complete: isUnder(key, 'complete') };
    const summary = await importPeople(oversight, humanResources, [await textOf(key)], options);
    if (summary.refused.length > 0) count('PeopleRefused');
    return summary;
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    count('PeopleRefused');
    report({ event: 'people-refused', attempt: null, cause });
    return { refused: cause.message };
  }
}

function isUnder(key: string, folder: string): boolean {
  return key.startsWith(`${peoplePrefix}${folder}/`);
}

async function textOf(key: string): Promise<string> {
  const fetched = await lists.fetch(key, longestList);
  if (fetched.state === 'missing') throw new Refused('the list of people is gone; put it into the bucket again');
  if (fetched.state === 'too-large') throw new Refused('the list of people is larger than 32 MB; split it');
  return new TextDecoder('utf-8').decode(fetched.bytes);
}
