// Takes over a list of people that Human Resources put into the bucket. `people/complete/` holds lists that name
// everybody; `people/partial/` such whose good rows count though others are refused. Who runs the deployment appoints the first
// administrator by calling it.
import { bucketOf, openS3 } from '../../adapters/aws/s3-objects.ts';
import { hashPassword, oneTimePassword } from '../../adapters/identity/password-hash.ts';
import type { Actor } from '../../core/oversight/access/actor.ts';
import { appointFirstAdministrator, type FirstAdministrator } from '../../core/oversight/people/first-administrator.ts';
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

export interface Appointment {
  readonly administrator: FirstAdministrator;
}

export type PeopleAnswer = ImportSummary | { readonly oneTimePassword: string } | { readonly refused: string };

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

/** What is refused changes nothing, is on record and rings an alarm; to try a list again, it is put there again. */
export async function handler(event: ObjectCreated | Appointment): Promise<PeopleAnswer> {
  try {
    if ('administrator' in event) return await appoint(event);
    return await takeOver(event.detail.object.key);
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    count('PeopleRefused');
    report({ event: 'people-refused', attempt: null, cause });
    return { refused: cause.message };
  }
}

async function appoint({ administrator }: Appointment): Promise<PeopleAnswer> {
  const deps = { ...oversight, factors: { oneTimePassword, hashPassword } };
  return { oneTimePassword: await appointFirstAdministrator(deps, administrator) };
}

async function takeOver(key: string): Promise<ImportSummary> {
  const options = { partial: isUnder(key, 'partial'), complete: isUnder(key, 'complete') };
  const summary = await importPeople(oversight, humanResources, [await textOf(key)], options);
  if (summary.refused.length > 0) count('PeopleRefused');
  return summary;
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
