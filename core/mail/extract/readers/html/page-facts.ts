// What a page would do to whoever opens it: ask for a password, lead elsewhere, make a file, run what it hides.
import { Pattern, Subject } from '../../../../rulebook/pattern.ts';
import type { Gathering } from '../gathering.ts';
import { systemLink } from '../system-link.ts';
import { isKnownLibrary } from './known-library.ts';
import { noteScripts } from './script-facts.ts';

export interface PageFacts {
  element(name: string, attributes: ReadonlyMap<string, string>): void;
  script(source: string): void;
  /** `shown` is how many characters of text a person sees. */
  end(shown: number): void;
}

/** Below this a page has nothing to say for itself: it is a door to another one. */
const littleText = 300;
const mostScript = 8_000_000;

/** Names and labels of the field for a secret, where its type does not say so. */
const asksSecret = new Pattern(
  'pass(?:word|wd|phrase|code)|mot de passe|motdepasse|contrase|passwor[td]|senha|parola|has[lł]o|wachtwoord|пароль|密码|密碼|パスワード|비밀번호|(?:^|[^a-z])(?:pwd|pass|otp|cvv)(?:$|[^a-z])',
  { ignoreCase: true },
);

export function pageFacts(found: Gathering): PageFacts {
  const scripts: string[] = [];
  let size = 0;
  let leads = false;

  function script(source: string): void {
    if (size < mostScript) scripts.push(source);
    size += source.length;
  }

  function element(name: string, attributes: ReadonlyMap<string, string>): void {
    if (name === 'script') {
      found.fact('html-script');
      const source = attributes.get('src') ?? attributes.get('href') ?? '';
      if (isRemote(source) && !isKnownLibrary(source)) leads = true;
      script('\n');
    } else if (name === 'input' || name === 'textarea') noteField(attributes, found);
    else if (name === 'form') found.fact('html-form');
    else if (name === 'iframe' || name === 'frame' || name === 'object' || name === 'embed') {
      found.fact(`html-${name}`);
      if (isRemote(attributes.get('src') ?? attributes.get('data'))) leads = true;
    } else if (name === 'meta' && isRefresh(attributes)) {
      found.fact('html-meta-refresh');
      leads = true;
    } else if ((name === 'a' || name === 'area') && attributes.has('download') && isData(attributes.get('href')))
      found.fact('html-smuggling');
    for (const [key, value] of attributes) {
      if (key.startsWith('on') && key.length > 3) script(`\n${value}`);
      else if (/^\s{0,20}(javascript|vbscript):/i.test(value.slice(0, 40))) script(`\n${value}`);
      if (systemLink.test(value.slice(0, 80))) found.fact('html-system-link');
    }
  }

  return {
    element,
    script,
    end: (shown) => {
      if (noteScripts(scripts.join(''), found)) leads = true;
      if (leads) found.fact(shown < littleText ? 'html-redirect-page' : 'html-redirect');
    },
  };
}

function noteField(attributes: ReadonlyMap<string, string>, found: Gathering): void {
  const type = attributes.get('type')?.trim().toLowerCase() ?? 'text';
  // Drawn as dots although its type does not say so.
  const dots = /-text-security\s{0,5}:\s{0,5}(?!none)/i.test((attributes.get('style') ?? '').slice(0, 2000));
  if (type === 'password' || dots) found.fact('html-form-password');
  if (!['text', 'email', 'tel', 'number', ''].includes(type)) return;
  const said = ['name', 'id', 'placeholder', 'aria-label', 'autocomplete'].map((key) => attributes.get(key) ?? '');
  if (asksSecret.test(new Subject(said.join(' ').slice(0, 500)))) found.fact('html-form-password');
}

function isRefresh(attributes: ReadonlyMap<string, string>): boolean {
  if (attributes.get('http-equiv')?.trim().toLowerCase() !== 'refresh') return false;
  return /url\s{0,5}=\s{0,5}["']?\s{0,5}(?:https?:|\/\/|data:|file:|ftp:|\\\\)/i.test(
    (attributes.get('content') ?? '').slice(0, 2000),
  );
}

function isRemote(address: string | undefined): boolean {
  return /^\s{0,20}(?:https?:|\/\/|data:text|file:|\\\\|ftp:)/i.test((address ?? '').slice(0, 40));
}

function isData(address: string | undefined): boolean {
  return /^\s{0,20}(?:data|blob):/i.test((address ?? '').slice(0, 40));
}
