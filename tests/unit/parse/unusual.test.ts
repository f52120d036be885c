// Valid mail that is written unusually: each payload is found with its very bytes, and nothing calls for holding it.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from '../../../core/mail/parse/parse.ts';

const folder = new URL('unusual/', import.meta.url);

interface Expected {
  readonly what: string;
  /** Path → content: text as it is, other bytes as `hex …`. */
  readonly parts: Readonly<Record<string, string>>;
}

const expected: Readonly<Record<string, Expected>> = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8'));

function bytesOf(content: string): string {
  return content.startsWith('hex ') ? content.slice(4) : Buffer.from(content).toString('hex');
}

/** Every leaf, those of nested messages too, as path → hex; what could hide something goes to `hidden`. */
async function partsOf(raw: Uint8Array, hidden: string[], prefix = ''): Promise<Record<string, string>> {
  const message = await parse(raw);
  for (const { kind, hidesPayload } of message.defects) if (hidesPayload) hidden.push(kind);
  const parts: Record<string, string> = {};
  for (const leaf of message.leaves) {
    parts[`${prefix}${leaf.path}`] = Buffer.from(leaf.content).toString('hex');
    if (leaf.role === 'message') Object.assign(parts, await partsOf(leaf.content, hidden, `${prefix}${leaf.path}>`));
  }
  return parts;
}

describe('valid but unusual mail', () => {
  it.each(Object.entries(expected))('R-101 reads %s', async (name, { parts }) => {
    const hidden: string[] = [];
    const found = await partsOf(readFileSync(new URL(`${name}.eml`, folder)), hidden);
    expect(found).toEqual(Object.fromEntries(Object.entries(parts).map(([path, text]) => [path, bytesOf(text)])));
    expect(hidden).toEqual([]);
  });

  it('R-101 has an expectation for every file', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.eml'));
    expect(files.map((file) => file.slice(0, -4)).sort()).toEqual(Object.keys(expected).sort());
  });
});
