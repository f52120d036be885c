// Sorts the small words of five languages by the part they play, so that what was learned of one holds for all.

/** The parts, numbered from 1; 0 is any other word. */
export const parts = [
  'other',
  'with',
  'to',
  'and',
  'sequel',
  'article',
  'negation',
  'pronoun',
  'possessive',
  'in',
  'of',
  'for',
  'if',
  'question',
  'modal',
  'or',
  'here',
  'still',
  'was',
] as const;

const words: Readonly<Record<Exclude<(typeof parts)[number], 'other'>, string>> = {
  with: 'with using by via under avec par sous con mit durch com per',
  to: 'to as into comme a como als zu para into',
  and: 'and plus + & et y e und pis also aussi',
  sequel: 'then puis ensuite luego despues dann danach depois next followed suivi suivie',
  article: 'the a an le la les un une el los las ein eine der die das den dem o os as um uma',
  negation:
    "not no never n't don't doesn't isn't won't can't cannot without pas ne jamais sans aucun aucune rien ni nunca sin nicht kein keine nie ohne nao sem nem",
  pronoun:
    "i you he she it we they me us them him her je tu il elle on nous vous ils elles moi toi lui yo ella ellos ich du er sie es wir ihr eu ele ela eles i'm i've i'll you'll you're j'ai",
  possessive:
    'my your his our their its mine yours mon ton son notre votre leur ma ta sa mes tes ses nos vos mi su tu nuestro mein dein sein unser euer meu minha seu sua nosso',
  in: 'in on at inside onto near from dans sur chez depuis vers en sobre desde an auf bei von aus no na em ao do da',
  of: "of de du des d' del di vom des",
  for: 'for pour por fur zum zur pro pra',
  if: 'if when once unless until while si quand lorsque des cuando hasta wenn falls bis quando se ate',
  question:
    'what which who where why how quel quelle quoi qui ou comment pourquoi cual que donde como was welches wer wo wie qual quem onde',
  modal:
    'should must may might could would can will shall doit devrait faut peut peux pouvez dois devez debe puede muss soll kann darf deve pode',
  or: 'or ou o oder either',
  here: "here's here voici voila aqui hier there",
  still:
    'still always again just only now toujours encore juste seulement maintenant astheure siempre solo ahora immer noch nur jetzt sempre so agora',
  was: 'was were been used had etait avait ete era fue war hatte foi',
};

const partOf: ReadonlyMap<string, number> = new Map(
  parts.flatMap((part, i) =>
    part === 'other' ? [] : words[part].split(' ').map((word): [string, number] => [word, i]),
  ),
);

/** `word` is folded. */
export function smallWord(word: string): number {
  return partOf.get(word) ?? 0;
}

/** One bit for each of some parts, by the numbers `smallWord` gives. */
export function partsAmong(...names: readonly (typeof parts)[number][]): number {
  return names.reduce((union, name) => union | (1 << parts.indexOf(name)), 0);
}
