// The SPF conformance suite: each scenario brings its own DNS zone and the result that RFC 7208 asks for.
import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import { mailauthAuthenticator } from '../../../adapters/mailauth/mailauth-authenticator.ts';
import type { Miss, Score } from '../evaluation.ts';
import { Shares } from '../figures.ts';
import { filesBelow } from '../files.ts';
import { inboundLetter } from '../samples.ts';
import { asMail } from '../wrap.ts';
import { type Zone, zoneLookup } from './zone-lookup.ts';

interface Scenario {
  readonly description: string;
  readonly tests: Readonly<Record<string, Test>>;
  readonly zonedata: Zone;
}

interface Test {
  readonly helo: string;
  readonly host: string;
  readonly mailfrom: string;
  readonly result: string | readonly string[];
}

export const spfSuite: Score = async ({ folder }) => {
  const file = (await filesBelow(folder)).find((path) => path.endsWith('.yml'));
  if (file === undefined) throw new Error('the set has no .yml file; unpack it again');
  const shares = new Shares();
  const misses: Miss[] = [];
  for (const scenario of scenarios(await readFile(file, 'utf8'))) {
    for (const [name, test] of Object.entries(scenario.tests)) {
      const expected = [test.result].flat();
      const found = await check(test, scenario.zonedata);
      const right = expected.includes(found);
      shares.add('all', right);
      shares.add(`"${scenario.description}"`, right);
      if (!right) misses.push({ file: name, why: `${expected.join(' or ')} expected, ${found} found` });
    }
  }
  return { rows: shares.rows((group) => `exact result, ${group}`), misses };
};

function scenarios(text: string): readonly Scenario[] {
  return parseAllDocuments(text, { uniqueKeys: false })
    .map((document) => document.toJS() as Scenario | null)
    .filter((scenario) => scenario !== null);
}

/** `unknown` where the product would say that nobody could be asked. A fresh authenticator: pauses must not carry over. */
async function check({ helo, host, mailfrom }: Test, zone: Zone): Promise<string> {
  const lookup = zoneLookup(zone);
  const authenticator = mailauthAuthenticator({
    hostname: 'mx.agency.example',
    time: 10_000,
    isOwnRelay: () => false,
    lookup,
  });
  const { results } = await authenticator.authenticate(asMail(inboundLetter), {
    mailFrom: mailfrom,
    recipients: [{ address: inboundLetter.to }],
    parameters: {},
    client: { address: host, helo, tls: false },
  });
  if (results === null) return 'unknown';
  return results.match(/\bspf=(\w{1,20})/)?.[1] ?? 'none';
}
