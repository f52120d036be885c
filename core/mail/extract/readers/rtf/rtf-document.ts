// Sorts what an RTF file says into regions: which group is text, which is a header, a property, an object.
import type { RegionKind } from '../../../../model/part.ts';
import type { Budget } from '../../limits.ts';
import type { Gathering, TextSink } from '../gathering.ts';
import { judgeField } from '../ooxml/field-codes.ts';
import { rtfCharacters } from './rtf-characters.ts';
import { objectCollector } from './rtf-object.ts';
import type { RtfHandler } from './rtf-tokens.ts';

/** Where the text of a group goes. */
type Target =
  | { readonly type: 'sink'; readonly sink: TextSink }
  | { readonly type: 'skip' }
  | { readonly type: 'collect'; readonly done: (text: string) => void; pieces: string[]; size: number }
  | { readonly type: 'object' };

export interface GroupState {
  target: Target;
  hidden: boolean;
  /** Code page of the current font. */
  codePage: number | null;
  /** \uc: how many characters stand in for a \u. */
  unicodeSkip: number;
  font: number | null;
  readonly opensHere: boolean;
  ignorable: boolean;
}

const stories: Readonly<Record<string, { kind: RegionKind; region: string }>> = {
  header: { kind: 'page-header', region: 'page-header' },
  headerl: { kind: 'page-header', region: 'page-header' },
  headerr: { kind: 'page-header', region: 'page-header' },
  headerf: { kind: 'page-header', region: 'page-header' },
  footer: { kind: 'page-footer', region: 'page-footer' },
  footerl: { kind: 'page-footer', region: 'page-footer' },
  footerr: { kind: 'page-footer', region: 'page-footer' },
  footerf: { kind: 'page-footer', region: 'page-footer' },
  footnote: { kind: 'footnote', region: 'footnote' },
  annotation: { kind: 'comment', region: 'comment' },
  shptxt: { kind: 'text-box', region: 'text-box' },
};

const properties = new Set(
  'title subject author manager company operator category keywords comment doccomm hlinkbase'.split(' '),
);

/** Groups without text for a reader, beside all that \* marks as ignorable. */
const silent = new Set(
  'fonttbl colortbl stylesheet listtable listoverridetable rsidtbl pict fldinst generator info revtbl filetbl xmlnstbl ftnsep ftnsepc aftnsep aftnsepc ftncn aftncn tc xe bkmkstart bkmkend nonshppict themedata colorschememapping datastore latentstyles mmathPr listname liststylename template userprops sp objdata objclass objname objtime atnid atnauthor atntime atnref atnparent'.split(
    ' ',
  ),
);
/** Ignorable destinations that hold text all the same. */
const readThough = new Set([
  'shpinst',
  'shppict',
  'shptxt',
  'annotation',
  'footnote',
  'aftn',
  'background',
  'upr',
  'ud',
]);

const deepest = 10_000;

export function rtfHandler(found: Gathering, budget: Budget): RtfHandler {
  const body = found.open('body', '');
  let hiddenSink: TextSink | null = null;
  const stack: GroupState[] = [];
  let overflow = 0;
  let state: GroupState = {
    target: { type: 'sink', sink: body },
    hidden: false,
    codePage: null,
    unicodeSkip: 1,
    font: null,
    opensHere: false,
    ignorable: false,
  };
  let fresh = false;
  let shapeProperty = '';
  let propertyName = '';
  const object = objectCollector(found, budget);
  const chars = rtfCharacters((text) => emit(text));

  function emit(text: string): void {
    const { target } = state;
    if (target.type === 'collect') {
      if (target.size < 100_000) target.pieces.push(text);
      target.size += text.length;
    } else if (target.type === 'sink') {
      if (state.hidden) {
        hiddenSink ??= found.open('hidden', 'hidden');
        hiddenSink.write(text);
      } else target.sink.write(text);
    }
  }

  function openGroup(): void {
    chars.flush();
    if (stack.length >= deepest) {
      overflow++;
      return;
    }
    stack.push(state);
    state = { ...state, opensHere: true, ignorable: false };
    fresh = true;
  }

  function closeGroup(): void {
    chars.flush();
    fresh = false;
    if (overflow > 0) {
      overflow--;
      return;
    }
    const { target } = state;
    const outer = stack.pop();
    if (outer === undefined) return;
    if (target !== outer.target) {
      if (target.type === 'collect') target.done(target.pieces.join(''));
      else if (target.type === 'object') object.end();
      else if (target.type === 'sink') target.sink.breakLine();
    }
    state = outer;
  }

  function collect(done: (text: string) => void): void {
    state.target = { type: 'collect', done, pieces: [], size: 0 };
  }

  /** The first control word of a group may name its destination. */
  function destination(word: string): boolean {
    const story = Object.hasOwn(stories, word) ? stories[word] : undefined;
    if (story !== undefined) {
      if (state.target.type === 'skip' && word !== 'shptxt') return true;
      state.target = { type: 'sink', sink: found.open(story.kind, story.region) };
    } else if (word === 'info') state.target = { type: 'skip' };
    else if (properties.has(word) && stack.length > 1)
      collect((text) => found.add('property', `property:${word}`, text.trim(), word));
    else if (word === 'propname')
      collect((text) => {
        propertyName = text.trim();
      });
    else if (word === 'staticval')
      collect((text) => found.add('property', `property:${propertyName}`, text.trim(), propertyName));
    else if (word === 'fldinst') collect((text) => void judgeField(text, found));
    else if (word === 'template') collect((text) => noteTemplate(text, found));
    else if (word === 'sn')
      collect((text) => {
        shapeProperty = text.trim();
      });
    else if (word === 'sv') collect((text) => noteShape(shapeProperty, text, found));
    else if (word === 'objdata') {
      state.target = { type: 'object' };
      object.begin();
    } else if (word === 'objclass') collect((text) => object.className(text.trim()));
    else if (silent.has(word) || (state.ignorable && !readThough.has(word))) state.target = { type: 'skip' };
    else return false;
    return true;
  }

  function control(word: string, parameter: number | null): void {
    chars.flush();
    const first = fresh;
    fresh = false;
    if (state.target.type === 'object') return;
    if (first && destination(word)) return;
    if (chars.control(word, parameter, state)) return;
    switch (word) {
      case 'par':
      case 'line':
      case 'sect':
      case 'row':
      case 'nestrow':
        emit('\n');
        break;
      case 'page':
        emit('\f');
        break;
      case 'tab':
      case 'cell':
      case 'nestcell':
        emit('\t');
        break;
      case 'v':
      case 'deleted':
        state.hidden = parameter !== 0;
        break;
      case 'plain':
        state.hidden = false;
        break;
      case 'objupdate':
      case 'objautlink':
        found.fact(word === 'objupdate' ? 'ole-auto-update' : 'external-link');
        break;
      case 'objocx':
        found.fact('activex');
        break;
      default:
    }
  }

  return {
    openGroup,
    closeGroup,
    control,
    symbol: (char) => {
      if (char === '*') state.ignorable = true;
      else {
        fresh = false;
        chars.symbol(char, state);
      }
    },
    byte: (value) => {
      fresh = false;
      if (state.target.type === 'object') return;
      chars.byte(value, state);
    },
    run: (source, from, to) => {
      fresh = false;
      if (state.target.type === 'object') object.hex(source, from, to);
      else chars.run(source, from, to, state);
    },
    binary: (source, from, to) => {
      if (state.target.type === 'object') object.binary(source.subarray(from, to));
    },
  };
}

function noteTemplate(target: string, found: Gathering): void {
  found.fact(/^\s*(https?|ftp|file|\\\\)/i.test(target.slice(0, 40)) ? 'external-template' : 'local-template');
}

function noteShape(property: string, value: string, found: Gathering): void {
  // WordArt is how Word makes watermarks.
  if (property === 'gtextUNICODE') found.add('watermark', 'watermark', value.trim());
}
