// HTML up to where its elements stand absurdly deep within each other: the parser behind the sanitizer moves its whole stack
// of open elements at every tag, which takes the square of their depth.

/** Elements within each other; the deepest of ordinary mail are some hundred. */
const deepest = 5_000;
/** Of longer names no end is believed: two of them may differ behind it. */
const longestName = 20;
const voids = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));

/** Counts no element as closed that may be open still. */
export function shallowHtml(html: string): string {
  const open = new Map<string, number>();
  let depth = 0;
  for (let at = html.indexOf('<'); at !== -1; at = html.indexOf('<', at + 1)) {
    const [, slash, found = ''] = /^<(\/?)([a-z][^\s/>]*)/i.exec(html.slice(at, at + longestName + 2)) ?? [];
    const name = found.toLowerCase();
    const count = open.get(name) ?? 0;
    const ends = slash === '/';
    if (name === '' || voids.has(name) || (ends && (count === 0 || name.length >= longestName))) continue;
    const step = ends ? -1 : 1;
    open.set(name, count + step);
    depth += step;
    if (depth > deepest) return html.slice(0, at);
  }
  return html;
}
