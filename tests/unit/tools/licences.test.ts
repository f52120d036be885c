// What may ship with a product that others must be free to use and change.
import { describe, expect, it } from 'vitest';
import { licenceProblem } from '../../../tools/supply-chain/licences.ts';

describe('licences of what ships', () => {
  it.each([
    ['left-pad', 'MIT'],
    ['either', '(MIT OR GPL-3.0-only)'],
    ['both', 'Apache-2.0 AND BSD-3-Clause'],
    ['@img/sharp-libvips-linux-x64', 'LGPL-3.0-or-later'],
    ['7z-wasm', 'SEE LICENSE IN License.txt'],
  ])('%s under %s may', (name, licence) => {
    expect(licenceProblem(name, licence)).toBeNull();
  });

  it.each([
    ['strong', 'GPL-3.0-only'],
    ['network', 'AGPL-3.0-or-later'],
    ['half', 'MIT AND GPL-2.0-only'],
    ['unknown', 'no licence named'],
    ['borrowed', 'SEE LICENSE IN License.txt'],
    ['lesser', 'LGPL-3.0-or-later'],
  ])('%s under %s may not', (name, licence) => {
    expect(licenceProblem(name, licence)).toContain(name);
  });
});
