// The page on cost is what the command prints from the data beside it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { costsOf, pricesShape } from '../../tools/cost/cost-model.ts';

const path = (relative: string): string => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const prices = pricesShape.parse(JSON.parse(readFileSync(path('tools/cost/prices.json'), 'utf8')));

describe('what it costs', () => {
  it('docs/cost.md is what npm run cost prints', () => {
    const printed = execFileSync(process.execPath, [path('tools/cost.ts')], { encoding: 'utf8' });
    expect(readFileSync(path('docs/cost.md'), 'utf8')).toBe(printed);
  });

  it('each mix is of whole messages', () => {
    for (const { name, shares } of prices.mixes)
      expect(
        Object.values(shares).reduce((sum, share) => sum + share, 0),
        name,
      ).toBeCloseTo(1, 9);
  });

  it('counts units, requests and time at their prices', () => {
    const kind = { name: 'k', bytes: 1000, milliseconds: 400, requests: { 'write units': 10 } };
    const costs = costsOf({ name: 'one', about: '', shares: { k: 1 } }, [kind], prices);
    expect(costs.get('DynamoDB')).toBeCloseTo(10 * 0.6875, 6);
    // One second (400 ms, 600 waiting, 12 for cold starts) of 2 GB, and the request.
    expect(costs.get('Lambda, scan-message')).toBeCloseTo(1.012 * 2 * 16.6667 + 0.2, 3);
    expect(costs.get('S3 storage')).toBe(0);
  });
});
