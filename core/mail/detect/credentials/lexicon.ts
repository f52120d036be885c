// The words that announce a secret, from policy/lists, ready for looking up word by word.
import type { Rulebook } from '../../../rulebook/rulebook.ts';
import { isOneSlipAway } from './spelling.ts';

/** What a word or phrase means to the grammar; a phrase may mean several things. */
export const meaning = {
  noun: 1,
  phraseNoun: 2,
  code: 4,
  weak: 8,
  place: 16,
  user: 32,
  verb: 64,
  copula: 128,
  adverb: 256,
  example: 512,
  hint: 1024,
  label: 2048,
  trial: 4096,
  key: 8192,
  other: 16384,
  lock: 32768,
  setting: 65536,
  account: 131072,
  prompt: 262144,
  network: 524288,
} as const;

const lists: readonly (readonly [string, number])[] = [
  ['credential-nouns', meaning.noun],
  ['credential-phrase-nouns', meaning.phraseNoun],
  ['credential-code-nouns', meaning.code],
  ['credential-weak-nouns', meaning.weak],
  ['credential-places', meaning.place],
  ['credential-user-nouns', meaning.user],
  ['credential-verbs', meaning.verb],
  ['credential-copulas', meaning.copula],
  ['credential-adverbs', meaning.adverb],
  ['credential-examples', meaning.example],
  ['credential-spelling-hints', meaning.hint],
  ['credential-label-nouns', meaning.label],
  ['credential-trial-verbs', meaning.trial],
  ['credential-key-nouns', meaning.key],
  ['credential-other-codes', meaning.other],
  ['credential-locks', meaning.lock],
  ['credential-setting-verbs', meaning.setting],
  ['credential-account-names', meaning.account],
  ['credential-prompts', meaning.prompt],
  ['credential-networks', meaning.network],
];

/** What a word is about, for judging what no grammar reaches; several may hold. */
export const topic = { system: 1, keying: 2, numbered: 4, spelled: 8 } as const;

const topicLists: readonly (readonly [string, number])[] = [
  ['credential-systems', topic.system],
  ['credential-keying', topic.keying],
  ['credential-numbered', topic.numbered],
  ['credential-spelled', topic.spelled],
];

/** What phrases go on with behind the words before. */
interface Phrases {
  readonly next: Map<string, Phrases>;
  /** Long words among `next`, in which a slip is forgiven, by first letter. */
  readonly long: Map<number, [string, Phrases][]>;
  /** Of the words up to here; 0 where no phrase ends. */
  meanings: number;
}

interface Phrase {
  readonly meanings: number;
  readonly words: number;
}

/** What a word means alone, and the phrases that begin with it; null where none does. */
export interface Start {
  readonly meanings: number;
  readonly phrases: Phrases | null;
}

export interface Lexicon {
  startOf(word: string): Start;
  /** Meanings of one word alone, also as written in identifiers (`db_password`, `clientSecret`) and with slips. */
  meaningsOf(word: string): number;
  /** Topics of single words, as bits. */
  readonly topics: ReadonlyMap<string, number>;
  readonly nonValues: ReadonlySet<string>;
  readonly placeholders: ReadonlySet<string>;
  /** Words that stand for one character read out. */
  readonly spelling: ReadonlySet<string>;
}

const built = new WeakMap<Rulebook, Lexicon>();

/** Throws when one of the credential lists is missing from the rulebook. */
export function lexiconOf(rulebook: Rulebook): Lexicon {
  const known = built.get(rulebook);
  if (known !== undefined) return known;
  const lexicon = buildLexicon(rulebook);
  built.set(rulebook, lexicon);
  return lexicon;
}

function buildLexicon(rulebook: Rulebook): Lexicon {
  const root: Phrases = { next: new Map(), long: new Map(), meanings: 0 };
  const longNouns = new Map<number, string[]>();
  for (const [name, bit] of lists) {
    for (const entry of rulebook.list(name)) {
      const words = entry.split(' ').map(foldWord);
      let node = root;
      for (const word of words) node = childOf(node, word);
      node.meanings |= bit;
      const [first] = words;
      if (words.length === 1 && bit <= meaning.phraseNoun && first !== undefined && first.length >= 8)
        longNouns.set(first.charCodeAt(0), [...(longNouns.get(first.charCodeAt(0)) ?? []), first]);
    }
  }
  const single = (word: string): number => root.next.get(word)?.meanings ?? 0;
  const meaningsOf = (word: string): number => single(word) || slipOf(word, longNouns, single) || partOf(word, single);
  return {
    meaningsOf,
    startOf: (word) => {
      const node = root.next.get(word);
      if (node === undefined) return { meanings: meaningsOf(word), phrases: null };
      return { meanings: node.meanings, phrases: node.next.size === 0 ? null : node };
    },
    topics: topicsOf(rulebook),
    nonValues: foldAll(rulebook.list('credential-non-values')),
    placeholders: foldAll(rulebook.list('credential-placeholders')),
    spelling: wordsOf(rulebook.list('credential-spelling-words')),
  };
}

function topicsOf(rulebook: Rulebook): ReadonlyMap<string, number> {
  const topics = new Map<string, number>();
  for (const [name, bit] of topicLists)
    for (const word of [...rulebook.list(name)].map(foldWord)) topics.set(word, (topics.get(word) ?? 0) | bit);
  return topics;
}

function childOf(node: Phrases, word: string): Phrases {
  const known = node.next.get(word);
  if (known !== undefined) return known;
  const made: Phrases = { next: new Map(), long: new Map(), meanings: 0 };
  node.next.set(word, made);
  if (word.length >= 5) node.long.set(word.charCodeAt(0), [...(node.long.get(word.charCodeAt(0)) ?? []), [word, made]]);
  return made;
}

/** The longest phrase that starts at word `at`, or that word alone; `start` is what begins with it. */
export function phraseAt(
  { meanings, phrases }: Start,
  wordAt: (index: number) => string | undefined,
  at: number,
): Phrase {
  let best = { meanings, words: 1 };
  let node = phrases ?? undefined;
  for (let words = 2; node !== undefined; words++) {
    const word = wordAt(at + words - 1);
    node = word === undefined ? undefined : nextNode(node, word);
    if (node !== undefined && node.meanings !== 0) best = { meanings: node.meanings, words };
  }
  return best;
}

function nextNode(node: Phrases, word: string): Phrases | undefined {
  const exact = node.next.get(word);
  if (exact !== undefined || word.length < 4 || word.length > 12) return exact;
  for (const [known, child] of node.long.get(word.charCodeAt(0)) ?? []) if (isOneSlipAway(known, word)) return child;
  return undefined;
}

const leet: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  $: 's',
  '@': 'a',
  '!': 'i',
};

function slipOf(word: string, nouns: ReadonlyMap<number, readonly string[]>, single: (word: string) => number): number {
  if (word.length < 6 || word.length > 14)
    return /^[a-z]{1,2}[@$0-9][a-z@$0-9]{0,6}$/.test(word) ? single(unleet(word)) & meaning.noun : 0;
  const plain = unleet(word);
  if (plain !== word && (single(plain) & (meaning.noun | meaning.phraseNoun)) !== 0) return single(plain);
  for (const noun of nouns.get(plain.charCodeAt(0)) ?? []) if (isOneSlipAway(noun, plain)) return single(noun);
  return 0;
}

function unleet(word: string): string {
  if (!/[01345$@!]/.test(word)) return word;
  return word.replace(/[01345$@!]/g, (char) => leet[char] ?? char);
}

/** `svc_payroll`, `adm_jroy`: how accounts of machines and administrators are named. */
const serviceAccount = new Set(['svc', 'srv', 'adm', 'usr']);

const compound = /(?:passwort|kennwort|password|passcode|passwd)$/;

/** `existingSecret`: what a chart calls the place where a secret is kept already. */
const elsewhere = /(?:^|[_.-])existing[_-]?secret$/;

function partOf(word: string, single: (word: string) => number): number {
  if (word.length > 60 || elsewhere.test(word)) return 0;
  const labels =
    meaning.noun | meaning.phraseNoun | meaning.code | meaning.user | meaning.weak | meaning.label | meaning.key;
  if (!/[_\-./]/.test(word)) return compoundOf(word);
  const parts = word.split(/[_\-./]/).filter((part) => part !== '');
  const last = parts.at(-1) ?? '';
  if (parts.length > 1) {
    if (serviceAccount.has(parts[0] ?? '') && word.includes('_')) return meaning.account;
    const pair = single(parts.slice(-2).join(' ')) & labels;
    return pair || single(last) & labels || compoundOf(last);
  }
  return compoundOf(last);
}

function compoundOf(word: string): number {
  return compound.test(word) ? meaning.noun : 0;
}

/** The words of phrases too ("point", "exclamation"), but for the small ones that join them. */
function wordsOf(phrases: ReadonlySet<string>): ReadonlySet<string> {
  const parts = [...phrases].flatMap((phrase) =>
    phrase.split(' ').filter((word) => word === phrase || word.length > 2),
  );
  return foldAll(new Set(parts));
}

function foldAll(words: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...words].map(foldWord));
}

const elision = /^(?:[ldjsmntc]|qu)'(?=.)/;

/** Lower case, no accents, no elided article: `L'identifiant` and `identifiant` are one word. */
export function foldWord(word: string): string {
  const lower = word.toLowerCase();
  const plain = /[^\x20-\x7e]/.test(lower) ? lower.normalize('NFD').replace(/\p{M}/gu, '') : lower;
  if (plain.endsWith("'s")) return plain.slice(0, -2);
  return plain.charCodeAt(1) === 0x27 || plain.charCodeAt(2) === 0x27 ? plain.replace(elision, '') : plain;
}
