// The one place that knows yaml: text → plain data, with the line of every place in it.
import { isNode, LineCounter, parseDocument } from 'yaml';
import { type Path, type Problem, problemAt } from './policy-error.ts';

export interface YamlData {
  readonly data: unknown;
  /** Line of the deepest existing place on the way, from 1. */
  lineOf(path: Path): number | null;
}

const longestFile = 1_000_000;
const deepestNesting = 50;
const mostAliases = 100;

export type YamlResult =
  | { readonly ok: true; readonly yaml: YamlData }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function readYaml(file: string, text: string): YamlResult {
  const refused = tooMuch(text);
  if (refused !== null) return { ok: false, problems: [problemAt(file, '', refused, null)] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false, version: '1.2' });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) =>
      problemAt(file, '', `not YAML: ${lowerFirst(error.message)}`, lines.linePos(error.pos[0]).line),
    );
    return { ok: false, problems };
  }
  try {
    const data: unknown = document.toJS({ maxAliasCount: mostAliases });
    const lineOf = (path: Path) => {
      for (let length = path.length; length >= 0; length--) {
        const node = document.getIn(path.slice(0, length), true);
        if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
      }
      return null;
    };
    return { ok: true, yaml: { data, lineOf } };
  } catch {
    return { ok: false, problems: [problemAt(file, '', 'too many aliases — write the values out', null)] };
  }
}

/** Nesting is counted before parsing, since the parser itself recurses. */
function tooMuch(text: string): string | null {
  if (text.length > longestFile) return `longer than ${longestFile} characters — split it`;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const sign = text[i];
    if (sign === '[' || sign === '{') depth++;
    // A bracket within a text may stay open; no more than one a line is believed to.
    else if (sign === ']' || sign === '}' || sign === '\n') depth = Math.max(0, depth - 1);
    if (depth > deepestNesting) return `brackets nested deeper than ${deepestNesting} — write it flatter`;
  }
  return null;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1).replaceAll('\n', ' ');
}
