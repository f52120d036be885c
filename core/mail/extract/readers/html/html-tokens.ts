// The one place that knows htmlparser2. Its tokenizer alone is used: the parser above it searches and shifts its stack
// of open elements at every tag, which deep nesting makes quadratic.
import { Tokenizer } from 'htmlparser2';
import { type Budget, LimitReached } from '../../limits.ts';

export interface HtmlHandler {
  /** Lower-case names; of an attribute given twice the first counts, as in browsers. */
  open(name: string, attributes: ReadonlyMap<string, string>, selfClosing: boolean): void;
  close(name: string): void;
  text(value: string): void;
  comment(value: string): void;
}

const maxAttributes = 500;
/** The longest standards and reports that are one page have a tenth of it. */
const mostTags = 400_000;
const foreign = new Set(['svg', 'math']);

/** Reads the source from start to end in linear time; throws LimitReached when the time is up or there are too many tags. */
export function tokenizeHtml(source: string, budget: Budget, handler: HtmlHandler): void {
  let name = '';
  let attributes = new Map<string, string>();
  let attributeName = '';
  let value: string[] = [];
  let foreignDepth = 0;
  let tags = 0;

  function endTag(selfClosing: boolean): void {
    if ((++tags & 0xfff) === 0) budget.checkTime();
    if (tags > mostTags) throw new LimitReached('too-large');
    handler.open(name, attributes, selfClosing && foreignDepth > 0);
    if (foreign.has(name) && !selfClosing) foreignDepth++;
    attributes = new Map();
  }

  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onopentagname: (start, end) => {
        name = source.slice(start, end).toLowerCase();
      },
      onattribname: (start, end) => {
        attributeName = source.slice(start, end).toLowerCase();
        value = [];
      },
      onattribdata: (start, end) => value.push(source.slice(start, end)),
      onattribentity: (code) => value.push(String.fromCodePoint(code)),
      onattribend: () => {
        if (attributes.size < maxAttributes && !attributes.has(attributeName))
          attributes.set(attributeName, value.join(''));
      },
      onopentagend: () => endTag(false),
      onselfclosingtag: () => endTag(true),
      onclosetag: (start, end) => {
        const closed = source.slice(start, end).toLowerCase();
        if (foreign.has(closed)) foreignDepth = Math.max(0, foreignDepth - 1);
        handler.close(closed);
      },
      ontext: (start, end) => handler.text(source.slice(start, end)),
      ontextentity: (code) => handler.text(String.fromCodePoint(code)),
      oncomment: (start, end, offset) => handler.comment(source.slice(start, end - offset)),
      oncdata: (start, end, offset) => handler.text(source.slice(start, end - offset)),
      ondeclaration: () => undefined,
      onprocessinginstruction: () => undefined,
      onend: () => undefined,
      isInForeignContext: () => foreignDepth > 0,
    },
  );
  tokenizer.write(source);
  tokenizer.end();
}
