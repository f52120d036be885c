// Which licences may ship: permissive ones; LGPL only where the library stays a separate file that can be replaced.

/** SPDX identifiers. */
const allowed: ReadonlySet<string> = new Set([
  'MIT',
  'MIT-0',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'ISC',
  'BlueOak-1.0.0',
]);

/** What else ships, by package: each is a file of its own that can be replaced. */
const exceptions: readonly (readonly [name: RegExp, licence: string])[] = [
  // 7-Zip under LGPL-2.1, its RAR decoder under unRAR's restriction.
  [/^7z-wasm$/, 'SEE LICENSE IN License.txt'],
  // libvips.
  [/^@img\/sharp-/, 'LGPL-3.0-or-later'],
];

/** Null where the package may ship; otherwise what is wrong with its licence. */
export function licenceProblem(name: string, licence: string): string | null {
  const excepted = exceptions.filter(([pattern]) => pattern.test(name)).map(([, identifier]) => identifier);
  if (mayShip(licence, (identifier) => allowed.has(identifier) || excepted.includes(identifier))) return null;
  return `${name} is under "${licence}", which may not ship; find another package, or write the reason into tools/supply-chain/licences.ts`;
}

/** SPDX 2.3, annex D, as far as packages use it: alternatives of conjunctions, in parentheses or not. */
function mayShip(expression: string, fits: (identifier: string) => boolean): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1');
  return bare.split(' OR ').some((alternative) => alternative.split(' AND ').every(fits));
}
