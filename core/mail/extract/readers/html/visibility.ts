// Whether an element hides what is in it, as far as its own style, attributes and simple style rules tell.

export interface Appearance {
  readonly hidden: boolean;
  /** Text colour is white or as good as. */
  readonly white: boolean;
  /** A background other than white was set, so white text can be read. */
  readonly darkBackground: boolean;
}

const neverShown = new Set(['template', 'noembed', 'noframes', 'datalist', 'object', 'audio', 'video', 'canvas']);
const longestStyle = 4000;

export function hides(
  name: string,
  attributes: ReadonlyMap<string, string>,
  parent: Appearance,
  hiddenClasses: ReadonlySet<string>,
): Appearance {
  const style = declarations(attributes.get('style') ?? '');
  const background = style.get('background-color') ?? style.get('background') ?? attributes.get('bgcolor');
  const darkBackground = background === undefined ? parent.darkBackground : !isWhite(background);
  const colour = style.get('color') ?? (name === 'font' ? attributes.get('color') : undefined);
  const white = colour === undefined ? parent.white : isWhite(colour);
  const hidden =
    parent.hidden ||
    neverShown.has(name) ||
    attributes.has('hidden') ||
    hidesByStyle(style) ||
    (white && !darkBackground && colour !== undefined) ||
    (hiddenClasses.size > 0 && hasClass(attributes, hiddenClasses));
  return { hidden, white, darkBackground };
}

function declarations(style: string): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  for (const declaration of style.slice(0, longestStyle).split(';')) {
    const colon = declaration.indexOf(':');
    if (colon < 0) continue;
    const value = declaration.slice(colon + 1).replace('!important', '');
    all.set(declaration.slice(0, colon).trim().toLowerCase(), value.trim().toLowerCase());
  }
  return all;
}

function hidesByStyle(style: ReadonlyMap<string, string>): boolean {
  const size = style.get('font-size');
  return (
    style.get('display') === 'none' ||
    style.get('visibility') === 'hidden' ||
    style.get('mso-hide') === 'all' ||
    (size !== undefined && /^0*([01]?(\.\d+)?px|0?(\.0+)?(pt|em|rem|%)?)$/.test(size.slice(0, 20))) ||
    /^0?(\.0+)?%?$/.test((style.get('opacity') ?? '1').slice(0, 20)) ||
    ((style.get('max-height') ?? style.get('height')) === '0' && style.get('overflow') === 'hidden')
  );
}

function isWhite(colour: string): boolean {
  const value = colour.trim().toLowerCase().slice(0, 60);
  if (/^(white|transparent|#?f[c-f]?f[c-f]?f[c-f]?|#?fff)$/.test(value)) return true;
  const parts = /^rgba?\((\d{1,3})[ ,]+(\d{1,3})[ ,]+(\d{1,3})/.exec(value);
  return parts?.slice(1).every((part) => Number(part) >= 250) ?? false;
}

function hasClass(attributes: ReadonlyMap<string, string>, hiddenClasses: ReadonlySet<string>): boolean {
  const names = (attributes.get('class') ?? '').slice(0, 1000).split(/\s+/);
  return names.some((name) => hiddenClasses.has(name));
}

/** Adds the classes that a style sheet hides by a plain `.name { … }` rule outside media queries. */
export function collectHiddenClasses(sheet: string, found: Set<string>): void {
  let depth = 0;
  let selectorFrom = 0;
  let open = 0;
  for (let i = 0; i < sheet.length && found.size < 1000; i++) {
    const code = sheet.charCodeAt(i);
    if (code === 0x7b) {
      if (depth++ === 0) open = i;
    } else if (code === 0x7d && depth > 0 && --depth === 0) {
      const body = sheet.slice(open + 1, Math.min(i, open + 1 + longestStyle));
      if (!body.includes('{') && hidesByStyle(declarations(body))) addClasses(sheet.slice(selectorFrom, open), found);
      selectorFrom = i + 1;
    }
  }
}

function addClasses(selectors: string, found: Set<string>): void {
  for (const selector of selectors.slice(-1000).split(',')) {
    const name = /^\s*[a-z]{0,20}\.([\w-]{1,80})\s*$/i.exec(selector.slice(0, 200))?.[1];
    if (name !== undefined) found.add(name);
  }
}
