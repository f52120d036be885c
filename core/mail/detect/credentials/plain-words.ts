// Tells words that describe a secret ("is required", "est expiré") from words that could be one ("is pelican").

const describing =
  /(?:ed|ing|able|ible|ive|ful|less|ous|ical|ary|ly|ant|ent|ant|aire|ment|eux|euse|ique|tif|tive|iel|ielle|ado|ada|ido|ida|mente|oso|osa|isch|bar|lich|ig|gt)s?$/;
/** French past participles and the adjectives made of them; the accent is all that sets `caché` apart from `cache`. */
const participle = /\p{L}{2}(?:é|ée|és|ées)$/u;
/** Characters the two above look at, at most. */
const longestEnding = 7;

/** `word` is folded, `raw` as written: both at most 200 characters. A describing word says how a secret is, not what. */
export function describes(word: string, raw: string): boolean {
  return describing.test(word.slice(-longestEnding)) || participle.test(raw.slice(-longestEnding).toLowerCase());
}

/** Words behind a value that leave it standing as the end of its clause: "is granite for everyone", "est granit pour tous". */
const continuing = new Set(
  "now again instead please thanks today tonight tomorrow right this cette maintenant svp stp merci astheure for until till and but or if when so since because with without all no on in as pour jusque jusqu jusqu'a jusqu'au jusqu'en et mais ou si quand car parce avec sans tout en dans sur hasta y pero o si cuando para con sin bis und aber oder wenn fur mit ohne ate e mas ou se quando com sem".split(
    ' ',
  ),
);

export function mayContinue(word: string): boolean {
  return continuing.has(word);
}

const articles = new Set(
  'the a an any each every no some which this that my your his her its our their le la les l un une mon ma ton ta son sa notre votre leur ce cet cette el los una der die das den dem ein eine einen o os um uma'.split(
    ' ',
  ),
);

/** A thing with an article is spoken of; a secret is cited bare. */
export function isArticle(word: string | undefined): boolean {
  return word !== undefined && articles.has(word);
}
