// Signs somebody in at the console on AWS for the first time: a one-time password, a new one, an authenticator app if it asks.
import { TOTP } from 'otpauth';
import { factorsWith } from '../../../adapters/identity/local-factors.ts';
import { derivedKey } from '../../../adapters/identity/provider-keys.ts';
import { resetAccount } from '../../../core/oversight/sign-in/reset-account.ts';
import { browserUnderTest, offeredSecret, type Tokens } from '../browser-under-test.ts';
import type { Somebody } from '../oversight-under-test.ts';
import type { OversightOnAws } from './oversight-on-aws.ts';

const publicUrl = 'https://console.agency.example';

/** `url`: where the console answers. Resolves with what gives an access token, a new one each time: one lasts five minutes. */
export async function tokensOf(person: Somebody, org: OversightOnAws, url: string): Promise<() => Promise<string>> {
  const site = { origin: publicUrl, id: new URL(publicUrl).hostname };
  const factors = factorsWith(derivedKey(Buffer.from('k'.repeat(64)), 'accounts'), site);
  const oneTime = await resetAccount({ ...org.room, factors }, await org.as('adam'), { person, factors: true });
  const web = browserUnderTest(url, publicUrl);
  const password = 'Correct-horse-1-battery';
  let page = await web.submit(await web.signIn(), { account: person, password: oneTime });
  page = await web.submit(page, { password, again: password });
  const secret = offeredSecret(page);
  if (secret !== '') page = await web.submit(page, { code: new TOTP({ secret }).generate() });
  let tokens = await web.tokens(page);
  return async () => {
    tokens = (await (await web.refresh(tokens)).json()) as Tokens;
    return tokens.access_token;
  };
}
