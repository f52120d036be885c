// What a page would do to whoever opens it: ask for a password, lead elsewhere, make a file, run what it hides.
import { Pattern, Subject } from '../../../../rulebook/pattern.ts';
import type { Gathering } from '../gathering.ts';
import { isForeignFile } from '../network-file.ts';
import { systemLink } from '../system-link.ts';
import { isKnownLibrary } from './known-library.ts';
import { noteScripts } from './script-facts.ts';

export interface PageFacts {
  element(name: string, attributes: ReadonlyMap<string, string>): void;
  script(source: string): void;
  /** `shown` is how many characters of text a person sees. */
  end(shown: number): void;
}

/** Attributes whose address is fetched as the page is shown. */
const fetched = new Set(['src', 'background', 'data', 'poster', 'codebase', 'lowsrc', 'dynsrc']);
const framed = new Set(['iframe', 'frame', 'object', 'embed']);
/** Elements whose presence is a fact. */
const told = new Set([...framed, 'script', 'form']);
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
  let remoteBase = false;
  /** Some form or link goes elsewhere. */
  let away = false;

  function script(source: string): void {
    if (size < mostScript) scripts.push(source);
    size += source.length;
  }

  function element(name: string, attributes: ReadonlyMap<string, string>): void {
    if (name === 'script') script('\n');
    else if (name === 'input' || name === 'textarea') noteField(attributes, found);
    else if (name === 'base') remoteBase ||= isRemote(attributes.get('href'));
    else if ((name === 'a' || name === 'area') && attributes.has('download') && isData(attributes.get('href')))
      found.fact('html-smuggling');
    else if (name === 'meta' && isRefresh(attributes)) found.fact('html-meta-refresh');
    if (told.has(name)) found.fact(`html-${name}`);
    leads ||= leadsElsewhere(name, attributes, remoteBase);
    away ||= isRemote(attributes.get(name === 'form' ? 'action' : name === 'a' ? 'href' : ''));
    for (const [key, value] of attributes) attribute(key, value);
  }

  function attribute(key: string, value: string): void {
    if (fetched.has(key) && !value.trimStart().startsWith('/') && isForeignFile(value)) found.fact('remote-file');
    if (key.startsWith('on') && key.length > 3) script(`\n${value}`);
    else if (/^\s{0,20}(javascript|vbscript):/i.test(value.slice(0, 40))) script(`\n${value}`);
    if (systemLink.test(value.slice(0, 80))) found.fact('html-system-link');
  }

  return {
    element,
    script,
    end: (shown) => {
      const { leaves, presses } = noteScripts(scripts.join(''), found);
      if (leaves || (presses && away)) leads = true;
      if (leads) found.fact(shown < littleText ? 'html-redirect-page' : 'html-redirect');
    },
  };
}

/** Whether an element shows or runs something that is not in the page, or opens another page. */
function leadsElsewhere(name: string, attributes: ReadonlyMap<string, string>, remoteBase: boolean): boolean {
  if (name === 'script') {
    const source = attributes.get('src') ?? attributes.get('href') ?? '';
    return (isRemote(source) && !isKnownLibrary(source)) || (remoteBase && source !== '');
  }
  if (framed.has(name)) return ['src', 'data', 'codebase'].some((key) => isRemote(attributes.get(key)));
  return name === 'applet' || (name === 'meta' && isRefresh(attributes));
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
  return /^\s{0,20}(?:https?:|\/\/|data:(?:text|image\/svg|application\/xhtml)|file:|\\\\|ftp:)/i.test(
    (address ?? '').slice(0, 40),
  );
}

function isData(address: string | undefined): boolean {
  return /^\s{0,20}(?:data|blob):/i.test((address ?? '').slice(0, 40));
}
