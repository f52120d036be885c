// HTML of mail made inert: words, tables and lists stay; nothing loads, runs, submits, moves or leads away (R-412).
import sanitize from 'sanitize-html';

const kept =
  'p div br hr h1 h2 h3 h4 h5 h6 blockquote pre code tt center address ul ol li dl dt dd table caption thead tbody tfoot ' +
  'tr td th b strong i em u s del ins sub sup small span bdo';
/** Elements whose text is not shown as such by any reader. */
const silent = 'script style textarea option noscript template title head svg math iframe object';

const longestLink = 2_000;
const longestName = 200;
/** Elements within each other; deeper ones lose their tags. */
const deepest = 200;

const options: sanitize.IOptions = {
  allowedTags: kept.split(' '),
  // No id, class or style: the page around it must not be disguised by it.
  allowedAttributes: { '*': ['dir', 'lang'], td: ['colspan', 'rowspan'], th: ['colspan', 'rowspan'], span: ['title'] },
  disallowedTagsMode: 'discard',
  nonTextTags: silent.split(' '),
  nestingLimit: deepest,
  allowedSchemes: [],
  transformTags: {
    // Where a link leads is told, and cannot be followed.
    a: (_, { href }) => span(isAddress(href) ? { title: href.slice(0, longestLink) } : {}),
    img: (_, { alt }) => ({ ...span({}), text: `[picture${alt ? `: ${alt.slice(0, longestName)}` : ''}]` }),
    span: (_, { dir }) => span(dir === undefined ? {} : { dir }),
  },
};

/** Of a page or a person; anything else says nothing to who reads. */
function isAddress(href: string | undefined): href is string {
  return href !== undefined && /^(?:https?|mailto|tel):/i.test(href.slice(0, longestLink));
}

function span(attribs: sanitize.Attributes): sanitize.Tag {
  return { tagName: 'span', attribs };
}

export function safeHtml(html: string): string {
  return sanitize(html, options);
}
