import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../core/model/canonical-json.ts';

describe('canonical JSON', () => {
  it('R-404 is one text for one value, however it was built', () => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled);
      if (typeof value !== 'object' || value === null) return value;
      const turned = Object.entries(value).reverse();
      return Object.fromEntries(turned.map(([name, member]) => [name, shuffled(member)]));
    };
    const property = fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(shuffled(value))).toBe(text);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('R-404 sorts keys by their signs, numbers too, and leaves out what is not there', () => {
    expect(canonicalJson({ b: 1, '9': [undefined, { z: 1, a: 2 }], '10': null, a: undefined })).toBe(
      '{"10":null,"9":[null,{"a":2,"z":1}],"b":1}',
    );
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });
});
