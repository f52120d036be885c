// The pages of signing in as HTML: forms that work without a script, but for passkeys, which no form can ask for.
import { html, raw } from 'hono/html';
import type { Passkey } from '../../core/model/account.ts';
import type { Step } from '../../core/oversight/sign-in/steps.ts';
import type { CodePicture } from '../../core/sign-in-ports.ts';
import { frame } from '../app/frame.ts';
import { texts } from '../text/texts.ts';
import { type SignInLanguage, type SignInText, signInTexts } from './sign-in-text.ts';

export const scriptPath = '/oidc/interaction/passkey.js';

export type Html = ReturnType<typeof html>;

export interface Shown {
  readonly language: SignInLanguage;
  /** Ties the form to this sign-in. */
  readonly token: string;
  readonly failure: string | null;
}

export interface PasskeyFacts {
  readonly challenge: string;
  /** Host name of the installation. */
  readonly rpId: string;
  readonly person: string;
  readonly passkeys: readonly Passkey[];
}

export type StepFacts = PasskeyFacts & {
  /** The new secret of an app, in base32. */
  readonly secret: string;
  /** Of the same, for the camera of a telephone; null where there is none. */
  readonly picture: CodePicture | null;
  readonly hasTotp: boolean;
};

export function passwordPage(shown: Shown): Html {
  const text = signInTexts[shown.language];
  const choice = (value: string, label: string, chosen = false) => html`
    <label class="tick"><input type="radio" name="wants" value="${value}" ${chosen ? 'checked' : ''}> ${label}</label>`;
  const fields = html`
    <p class="field"><label>${text.account} <input name="account" autocomplete="username" required maxlength="64" autofocus></label></p>
    <p class="field"><label>${text.password} <input name="password" type="password" autocomplete="current-password" required maxlength="200"></label></p>
    <fieldset><legend>${text.wants.legend}</legend>
    ${choice('', text.wants.none, true)} ${choice('new-password', text.wants.password)} ${choice('new-factor', text.wants.factor)}
    </fieldset>`;
  return page(shown, text.title, form(shown, 'password', fields, text.next));
}

export function stepPage(shown: Shown, step: Exclude<Step, 'done'>, facts: StepFacts): Html {
  const text = signInTexts[shown.language];
  switch (step) {
    case 'second-factor': {
      const code = facts.hasTotp ? form(shown, step, codeField(text), text.next) : '';
      const passkey = facts.passkeys.length > 0 ? passkeyForm(shown, step, 'get', facts, text.usePasskey) : '';
      return page(shown, text.secondFactor, html`${code}${passkey}`);
    }
    case 'new-password': {
      const field = (name: string, label: string) => html`
        <p class="field"><label>${label} <input name="${name}" type="password" autocomplete="new-password" required maxlength="200"></label></p>`;
      const rules = html`<ul>${text.rules.map((rule) => html`<li>${rule}</li>`)}</ul>`;
      const fields = html`${rules}${field('password', text.password)}${field('again', text.again)}`;
      return page(shown, text.newPassword, form(shown, step, fields, text.next));
    }
    case 'new-factor': {
      const secret = html`${pictureHtml(text, facts.picture)}<p>${text.secret} <code>${facts.secret.replace(/(.{4})/g, '$1 ').trim()}</code></p>`;
      const code = form(shown, step, html`${secret}${codeField(text)}`, text.addCode);
      return page(shown, text.newFactor, html`${code}${passkeyForm(shown, step, 'create', facts, text.addPasskey)}`);
    }
  }
}

function pictureHtml({ scan }: SignInText, picture: CodePicture | null): Html {
  if (picture === null) return html``;
  const { side, path } = picture;
  return html`<p id="scan">${scan}</p>
<svg class="qr" viewBox="0 0 ${side} ${side}" role="img" aria-labelledby="scan"><path d="${path}"/></svg>`;
}

export type PageKind = 'error' | 'sign-out' | 'signed-out';

/** What the provider has to say, in both languages, since nobody knows whose. `form` is HTML of its own making. */
export function providerPage(kind: PageKind, form: string): Html {
  const name = { error: 'error', 'sign-out': 'signOut', 'signed-out': 'signedOut' } as const;
  const both = `${signInTexts.en[name[kind]]} · ${signInTexts.fr[name[kind]]}`;
  const button = `<button type="submit" name="logout" value="yes">${both}</button></form>`;
  return messagePage('en', both, raw(kind === 'sign-out' ? form.replace('</form>', button) : form));
}

/** A page with one message. */
export function messagePage(language: SignInLanguage, message: string, extra: unknown = ''): Html {
  return page({ language, token: '', failure: null }, message, html`${extra}`);
}

function codeField({ code }: SignInText): Html {
  return html`<p class="field"><label>${code} <input name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="10"></label></p>`;
}

function form({ token }: Shown, step: string, fields: unknown, action: string): Html {
  return html`<form method="post"><input type="hidden" name="token" value="${token}">
    <input type="hidden" name="step" value="${step}">${fields}
    <p><button type="submit">${action}</button></p></form>`;
}

/** The script beside the page asks the browser and puts its answer into the form. */
function passkeyForm({ token }: Shown, step: string, way: 'get' | 'create', facts: PasskeyFacts, action: string): Html {
  const known = JSON.stringify(facts.passkeys.map(({ id }) => id));
  return html`<form method="post" data-passkey="${way}" data-challenge="${facts.challenge}" data-rp="${facts.rpId}"
    data-person="${facts.person}" data-known="${known}"><input type="hidden" name="token" value="${token}">
    <input type="hidden" name="step" value="${step}"><input type="hidden" name="answer" value="">
    <p><button type="submit">${action}</button></p></form>`;
}

function page({ language, failure }: Shown, title: string, content: unknown): Html {
  const alert = failure === null ? '' : html`<p class="problems" role="alert">${failure}</p>`;
  return frame({
    language,
    text: texts[language],
    title,
    body: html`${alert}${content}`,
    otherLanguage: `?lang=${texts[language].frame.other.language}`,
    typed: null,
    organisation: null,
    contact: null,
    user: null,
    menu: [],
    script: scriptPath,
  });
}
