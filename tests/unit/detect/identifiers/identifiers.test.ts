// Identifiers are counted, weighed by what stands beside them, and never repeated. The kinds are tested by their rules.
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryRegisters } from '../registered.ts';

const registers = temporaryRegisters();
afterAll(() => registers.remove());

const found = (body: string) => registers.found({ body });

/** Nine digits that pass the check of a social insurance number, different for each i. */
function sin(i: number): string {
  const base = String(13_000_000 + i * 7);
  for (let check = 0; check < 10; check++) {
    const digits = `${base}${check}`;
    const sum = [...digits].reduce((all, digit, at) => {
      const twice = Number(digit) * (at % 2 === 0 ? 1 : 2);
      return all + (twice > 9 ? twice - 9 : twice);
    }, 0);
    if (sum % 10 === 0) return digits;
  }
  return '';
}

describe('R-207 identifiers', () => {
  it('counts different values, each told once', async () => {
    const list = `Name,SIN\n${Array.from({ length: 120 }, (_, i) => `x,${sin(i)}`).join('\n')}\nx,${sin(0)}`;
    const findings = (await found(list)).filter(({ rule }) => rule === 'identifiers/social-insurance-number');
    expect(findings).toHaveLength(50);
    expect(findings[0]?.value?.total).toBe(120);
  });

  it('marks the exact span and keeps a fingerprint instead of the value', async () => {
    const body = 'Son NAS est le 193-456-787.';
    const [finding] = await found(body);
    expect(body.slice(finding?.offset, (finding?.offset ?? 0) + (finding?.length ?? 0))).toBe('193-456-787');
    expect(JSON.stringify(finding)).not.toContain('193');
    const [again] = await found('NAS 193 456 787');
    expect(again?.value?.fingerprint).toBe(finding?.value?.fingerprint);
  });

  it('is surer of a number with its name than of one alone, and sees none in addresses of the web', async () => {
    const [named] = await found('my card 4539148803436467');
    const [alone] = await found('4539148803436467');
    expect(named?.confidence).toBeGreaterThan(alone?.confidence ?? 1);
    expect(await found('https://shop.example/orders/4539148803436467/lines')).toEqual([]);
  });

  it('does not take the words behind a grouped number for part of it', async () => {
    const body = 'Pay GB82 WEST 1234 5698 7654 32 when 1 done';
    const [finding] = await found(body);
    expect(finding?.length).toBe('GB82 WEST 1234 5698 7654 32'.length);
  });

  it('R-605 is silent where everybody concerned is exempt', async () => {
    expect(await registers.found({ body: 'SIN: 130 692 544' }, true)).toEqual([]);
  });
});
