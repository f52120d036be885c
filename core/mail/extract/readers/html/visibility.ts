// How an element shows what is in it, as far as its own style, attributes and simple style rules tell: hidden, set apart,
// in capitals, turned round.

export interface Appearance {
  readonly hidden: boolean;
  /** Hidden by the style and attributes of elements, whatever rules of a style sheet say. */
  readonly ownHidden: boolean;
  /** Text colour is white or as good as. */
  readonly white: boolean;
  /** A background other than white was set, so white text can be read. */
  readonly darkBackground: boolean;
}

export interface OwnAppearance extends Appearance {
  /** Its text is shown in capitals. */
  readonly capitals: boolean;
  /** Stands apart from the text around it, though its name does not say so. */
  readonly apart: boolean;
  /** Its letters are shown from right to left. */
  readonly turned: boolean;
}

export const plainAppearance: OwnAppearance = {
  hidden: false,
  ownHidden: false,
  white: false,
  darkBackground: false,
  capitals: false,
  apart: false,
  turned: false,
};

/** Names that style rules speak of: `.class`, `#id` or an element. */
export interface StyleRules {
  readonly hidden: Set<string>;
  readonly apart: Set<string>;
  readonly capitals: Set<string>;
}

const neverShown = new Set(['template', 'noembed', 'noframes', 'datalist', 'object', 'audio', 'video', 'canvas']);
const longestStyle = 4000;

export function emptyRules(): StyleRules {
  return { hidden: new Set(), apart: new Set(), capitals: new Set() };
}

export function appearanceOf(
  name: string,
  attributes: ReadonlyMap<string, string>,
  parent: OwnAppearance,
  rules: StyleRules,
): OwnAppearance {
  const style = declarations(attributes.get('style') ?? '');
  return {
    ...hides(name, attributes, style, parent, rules.hidden),
    capitals:
      (parent.capitals && !style.has('text-transform')) ||
      inCapitals(style) ||
      isNamed(name, attributes, rules.capitals),
    apart: name === 'button' || standsApart(style) || isNamed(name, attributes, rules.apart),
    turned: isTurned(name, attributes, style),
  };
}

function hides(
  name: string,
  attributes: ReadonlyMap<string, string>,
  style: ReadonlyMap<string, string>,
  parent: Appearance,
  hiddenNames: ReadonlySet<string>,
): Appearance {
  const background = style.get('background-color') ?? style.get('background') ?? attributes.get('bgcolor');
  const darkBackground = background === undefined ? parent.darkBackground : !isWhite(background);
  const colour = style.get('color') ?? (name === 'font' ? attributes.get('color') : undefined);
  const white = colour === undefined ? parent.white : isWhite(colour);
  const ownHidden =
    parent.ownHidden ||
    neverShown.has(name) ||
    attributes.has('hidden') ||
    hidesByStyle(style) ||
    (white && !darkBackground && colour !== undefined);
  const hidden = ownHidden || parent.hidden || isNamed(name, attributes, hiddenNames);
  return { hidden, ownHidden, white, darkBackground };
}

function isTurned(name: string, attributes: ReadonlyMap<string, string>, style: ReadonlyMap<string, string>): boolean {
  const rightToLeft = (style.get('direction') ?? attributes.get('dir')?.toLowerCase()) === 'rtl';
  return rightToLeft && (name === 'bdo' || (style.get('unicode-bidi') ?? '').includes('override'));
}

const setApart = /^(?:block|flex|grid|table|list-item|table-row|table-cell|table-caption|flow-root)$/;

function standsApart(style: ReadonlyMap<string, string>): boolean {
  return (
    setApart.test((style.get('display') ?? '').slice(0, 20)) ||
    /^(?:left|right)$/.test((style.get('float') ?? '').slice(0, 20)) ||
    /^(?:absolute|fixed)$/.test((style.get('position') ?? '').slice(0, 20))
  );
}

function inCapitals(style: ReadonlyMap<string, string>): boolean {
  return (
    style.get('text-transform') === 'uppercase' || /small-caps/.test((style.get('font-variant') ?? '').slice(0, 40))
  );
}

const nothingDeclared: ReadonlyMap<string, string> = new Map();

function declarations(style: string): ReadonlyMap<string, string> {
  if (style === '') return nothingDeclared;
  const all = new Map<string, string>();
  for (const declaration of style.slice(0, longestStyle).split(';')) {
    const colon = declaration.indexOf(':');
    if (colon < 0) continue;
    const value = declaration.slice(colon + 1).replace('!important', '');
    const name = declaration.slice(0, colon).trim().toLowerCase();
    all.set(name, name === 'content' ? value.trim() : value.trim().toLowerCase());
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

function isNamed(name: string, attributes: ReadonlyMap<string, string>, rules: ReadonlySet<string>): boolean {
  if (rules.size === 0) return false;
  if (rules.has(name) || rules.has(`#${attributes.get('id') ?? ''}`)) return true;
  const classes = (attributes.get('class') ?? '').slice(0, 1000).split(/\s+/);
  return classes.some((each) => rules.has(`.${each}`));
}

const mostRules = 3000;

/** Adds what the rules of a style sheet outside media queries say; `content` gets the texts that only the sheet writes. */
export function collectRules(sheet: string, rules: StyleRules, content: (text: string) => void): void {
  let depth = 0;
  let selectorFrom = 0;
  let open = 0;
  let count = 0;
  for (let i = 0; i < sheet.length && count < mostRules; i++) {
    const code = sheet.charCodeAt(i);
    if (code === 0x7b) {
      if (depth++ === 0) open = i;
    } else if (code === 0x7d && depth > 0 && --depth === 0) {
      const body = sheet.slice(open + 1, Math.min(i, open + 1 + longestStyle));
      if (!body.includes('{')) noteRule(sheet.slice(selectorFrom, open), declarations(body), rules, content);
      selectorFrom = i + 1;
      count++;
    }
  }
}

function noteRule(
  selectors: string,
  style: ReadonlyMap<string, string>,
  rules: StyleRules,
  content: (text: string) => void,
): void {
  if (hidesByStyle(style)) addNames(selectors, rules.hidden, /^\s*[a-z]{0,20}(\.[\w-]{1,80})\s*$/i);
  if (standsApart(style)) addNames(selectors, rules.apart, lastName);
  if (inCapitals(style)) addNames(selectors, rules.capitals, lastName);
  const written = /^["'](.{1,200})["']$/.exec((style.get('content') ?? '').slice(0, 220))?.[1];
  if (written !== undefined) content(written);
}

const lastName = /([.#]?[\w-]{1,80})\s*$/;

function addNames(selectors: string, found: Set<string>, pattern: RegExp): void {
  for (const selector of selectors.slice(-1000).split(',')) {
    const name = pattern.exec(selector.slice(-200))?.[1];
    if (name !== undefined) found.add(name);
  }
}
