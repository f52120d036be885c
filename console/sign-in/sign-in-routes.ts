// Leads a browser through signing in, one step a page; what was proved so far is kept here, never in the form.
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { addPasskey, addTotp, chooseNewPassword } from '../../core/oversight/sign-in/change-account.ts';
import {
  completeSignIn,
  giveCode,
  givePasskey,
  givePassword,
  type SigningIn,
  type Trying,
  whoSignsIn,
} from '../../core/oversight/sign-in/sign-in.ts';
import { methodsOf, nextStep, type Progress } from '../../core/oversight/sign-in/steps.ts';
import { Refused } from '../../core/ports.ts';
import type { SignInMemory } from '../../core/sign-in-ports.ts';
import { languageOf } from '../app/language.ts';
import { protect } from '../app/page-headers.ts';
import { messagePage, passwordPage, type Shown, stepPage } from './sign-in-page.ts';
import { type SignInLanguage, signInTexts } from './sign-in-text.ts';

export interface SignInSurroundings {
  readonly deps: SigningIn;
  /** Host name of the installation, for passkeys. */
  readonly rpId: string;
  readonly script: string;
  readonly clientOf: (context: Context) => string;
  /** Keeps what was proved between two pages. */
  readonly memory: SignInMemory;
  /** The sign-in that this browser began; null when there is none. */
  readonly waiting: (context: Context) => Promise<{ readonly id: string; readonly locales: string } | null>;
  /** Resolves with where the browser goes. */
  readonly finish: (
    context: Context,
    session: { readonly person: string; readonly begun: number; readonly methods: readonly string[] },
  ) => Promise<string>;
}

interface Begun {
  readonly id: string;
  readonly token: string;
  language: SignInLanguage;
  progress: Progress | null;
  /** Good for one answer. */
  challenge: string;
  /** Of an app that is about to be added. */
  readonly secret: string;
  readonly at: number;
}

/** Milliseconds; as long as the provider remembers what was asked. */
const patience = 10 * 60_000;
const kind = 'sign-in';
/** Bytes. */
const longestForm = 64 * 1024;

/** To be mounted at `/oidc/interaction`. */
export function signInRoutes(surroundings: SignInSurroundings): Hono {
  const { memory } = surroundings;
  const app = new Hono();
  app.get('/passkey.js', (context) => {
    context.header('content-type', 'text/javascript; charset=utf-8');
    return context.body(surroundings.script);
  });
  app.get('/:id', async (context) => {
    const sign = await begunBy(surroundings, context);
    if (sign === null) return expired(context);
    const language = context.req.query('lang');
    if (language === 'en' || language === 'fr') {
      sign.language = language;
      await keep(surroundings, sign);
    }
    return show(surroundings, context, sign, null);
  });
  app.post('/:id', bodyLimit({ maxSize: longestForm }), async (context) => {
    const sign = await begunBy(surroundings, context);
    if (sign === null) return expired(context);
    const form = await context.req.parseBody();
    const field = (name: string) => (typeof form[name] === 'string' ? form[name] : '');
    if (field('token') !== sign.token) return expired(context);
    const failure = await take(surroundings, context, sign, field);
    await keep(surroundings, sign);
    if (failure !== null) return show(surroundings, context, sign, failure);
    return goOn(surroundings, context, sign, () => memory.forget(kind, sign.id));
  });
  return app;
}

/** By the cookie, which must be of the very sign-in that the address names. */
async function begunBy(surroundings: SignInSurroundings, context: Context): Promise<Begun | null> {
  const { deps, memory, waiting } = surroundings;
  const found = await waiting(context);
  if (found === null || found.id !== context.req.param('id')) return null;
  const now = deps.clock();
  const known = (await memory.get(kind, found.id)) as Begun | null;
  if (known !== null && now - known.at < patience) return known;
  const fresh: Begun = {
    id: found.id,
    token: deps.factors.newChallenge(),
    language: languageOf(found.locales || (context.req.header('accept-language') ?? '')),
    progress: null,
    challenge: deps.factors.newChallenge(),
    secret: deps.factors.newTotp(),
    at: now,
  };
  await keep(surroundings, fresh);
  return fresh;
}

function keep({ memory }: SignInSurroundings, sign: Begun): Promise<void> {
  return memory.put(kind, sign.id, sign, sign.at + patience);
}

/** Takes what a form brought; null when the next step may follow, else what to tell. */
async function take(
  { deps, clientOf }: SignInSurroundings,
  context: Context,
  sign: Begun,
  field: (name: string) => string,
): Promise<string | null> {
  const text = signInTexts[sign.language].failed;
  const client = clientOf(context);
  try {
    if (sign.progress === null) {
      const person = field('account').trim().toLowerCase().slice(0, 64);
      const given = await givePassword(deps, { person, client }, field('password'));
      const wants = field('wants');
      sign.progress = { ...given, wants: wants === 'new-password' || wants === 'new-factor' ? wants : null };
      return null;
    }
    const trying = { person: sign.progress.person, client };
    const step = await stepOf(deps, trying, sign.progress);
    if (step === 'done' || step !== field('step')) return null;
    if (step === 'new-password' && field('password') !== field('again')) return text.differ;
    const { challenge } = sign;
    sign.challenge = deps.factors.newChallenge();
    sign.progress = await taken(deps, trying, step, sign.progress, { field, challenge, secret: sign.secret });
    return null;
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    const step = sign.progress === null ? 'password' : await stepOf(deps, { ...sign.progress, client }, sign.progress);
    return step === 'done' ? text.password : text[step];
  }
}

async function taken(
  deps: SigningIn,
  trying: Trying,
  step: 'second-factor' | 'new-password' | 'new-factor',
  progress: Progress,
  given: {
    readonly field: (name: string) => string;
    readonly challenge: string;
    readonly secret: string;
  },
): Promise<Progress> {
  const { field, challenge, secret } = given;
  const answer = jsonOf(field('answer'));
  switch (step) {
    case 'second-factor':
      return answer === null
        ? giveCode(deps, trying, progress, field('code'))
        : givePasskey(deps, trying, progress, { answer, challenge });
    case 'new-password':
      return chooseNewPassword(deps, trying, progress, field('password'));
    case 'new-factor':
      return answer === null
        ? addTotp(deps, trying, progress, { secret, code: field('code') })
        : addPasskey(deps, trying, progress, { answer, challenge });
  }
}

/** Somebody whose account or rights ended meanwhile begins anew. */
async function stepOf(deps: SigningIn, trying: Trying, progress: Progress) {
  const who = await whoSignsIn(deps, trying);
  if (who === null) throw new Refused('this account cannot sign in now');
  return nextStep(who.account, who.actor, progress, deps.clock(), deps.zone);
}

async function show(
  { deps, rpId, clientOf }: SignInSurroundings,
  context: Context,
  sign: Begun,
  failure: string | null,
) {
  protect(context);
  const shown: Shown = { language: sign.language, token: sign.token, failure };
  const { progress } = sign;
  if (progress === null) return context.html(passwordPage(shown));
  const who = await whoSignsIn(deps, { person: progress.person, client: clientOf(context) });
  if (who === null) return expired(context);
  const { account, actor } = who;
  const step = nextStep(account, actor, progress, deps.clock(), deps.zone);
  if (step === 'done') return expired(context);
  const facts = {
    challenge: sign.challenge,
    rpId,
    person: account.person,
    passkeys: account.passkeys,
    secret: sign.secret,
    picture: step === 'new-factor' ? await deps.factors.totpPicture(sign.secret, account.person) : null,
    hasTotp: account.totp !== null,
  };
  return context.html(stepPage(shown, step, facts));
}

async function goOn(surroundings: SignInSurroundings, context: Context, sign: Begun, forget: () => Promise<void>) {
  const { deps, clientOf, finish } = surroundings;
  const { progress } = sign;
  if (progress === null) return show(surroundings, context, sign, null);
  const trying = { person: progress.person, client: clientOf(context) };
  try {
    if ((await stepOf(deps, trying, progress)) !== 'done') return context.redirect(context.req.path, 303);
    await completeSignIn(deps, trying, progress);
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    await forget();
    return expired(context);
  }
  const session = { person: progress.person, begun: deps.clock(), methods: methodsOf(progress) };
  const next = await finish(context, session);
  await forget();
  protect(context);
  return context.redirect(next, 303);
}

function expired(context: Context) {
  protect(context);
  const language = languageOf(context.req.header('accept-language') ?? '');
  return context.html(messagePage(language, signInTexts[language].expired), 400);
}

function jsonOf(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
