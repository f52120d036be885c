// Letters of other scripts that readers take for Latin ones (a choice from the idea of Unicode UTS 39, letters of markings only).

const pairs: readonly (readonly [latin: string, others: string])[] = [
  ['A', '\u0410\u0391\u13aa\ua4ee'],
  ['a', '\u0430\u03b1\u0251'],
  ['B', '\u0412\u0392\u13f4\ua4d0'],
  ['b', '\u0184\u042c\u044c'],
  ['C', '\u0421\u03f9\u216d\u13df\ua4da'],
  ['c', '\u0441\u03f2\u217d'],
  ['D', '\u13a0\ua4d3\u216e'],
  ['d', '\u0501\u217e'],
  ['E', '\u0415\u0395\u13ac\ua4f0'],
  ['e', '\u0435\u0454\u03b5\u04bd'],
  ['F', '\u03dc\ua4dd'],
  ['f', '\u0192\u0584'],
  ['G', '\u050c\u13c0\ua4d6'],
  ['g', '\u0261\u0581'],
  ['H', '\u041d\u0397\u13bb\ua4e7'],
  ['h', '\u04bb\u0570'],
  ['I', '\u0406\u0399\u04c0\u2160\ua4f2'],
  ['i', '\u0456\u03b9\u0131\u2170'],
  ['L', '\u053c\u216c\u13de\ua4e1'],
  ['l', '\u04cf\u217c\u01c0'],
  ['N', '\u039d\ua4e0'],
  ['n', '\u0578\u057c'],
  ['O', '\u041e\u039f\u0555\ua4f3'],
  ['o', '\u043e\u03bf\u0585'],
  ['P', '\u0420\u03a1\u13e2\ua4d1'],
  ['p', '\u0440\u03c1'],
  ['R', '\u13a1\u13d2\ua4e3'],
  ['r', '\u0433\u1d26'],
  ['S', '\u0405\u054f\u13da\ua4e2'],
  ['s', '\u0455'],
  ['T', '\u0422\u03a4\u13a2\ua4d4'],
  ['t', '\u0442\u03c4'],
  ['U', '\u054d\ua4f4'],
  ['u', '\u057d\u03c5'],
  ['V', '\u0474\u2164\u13d9\ua4e6'],
  ['v', '\u0475\u03bd\u2174'],
  ['Y', '\u04ae\u03a5\ua4ec'],
  ['y', '\u0443\u04af\u03b3'],
];

const capitals = 'ABCDEFGHIJKLMNOPRSTUVWYZ';
/** In the order of `capitals`; there is no need of Q and X. */
const smallCapitals =
  '\u1d00\u0299\u1d04\u1d05\u1d07\ua730\u0262\u029c\u026a\u1d0a\u1d0b\u029f\u1d0d\u0274\u1d0f\u1d18\u0280\ua731\u1d1b\u1d1c\u1d20\u1d21\u028f\u1d22';

/** Latin letter by look-alike. */
export const lookAlikes: ReadonlyMap<string, string> = new Map([
  ...pairs.flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
  ...[...smallCapitals].map((small, i) => [small, capitals[i] ?? small] as const),
]);
