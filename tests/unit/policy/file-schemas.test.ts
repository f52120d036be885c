// What editors are told about policy files is what the loader accepts.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { fileSchemas } from '../../../core/rulebook/shapes/file-schemas.ts';

const folders = { organisation: 'organisations', pack: 'packs', rule: 'rules', scheme: 'schemes' } as const;

function written(folder: string): readonly unknown[] {
  return readdirSync(`policy/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name): unknown => parse(readFileSync(`policy/${folder}/${name}`, 'utf8')));
}

function accepts(name: keyof typeof folders, value: unknown): boolean {
  const schema = JSON.parse(fileSchemas().get(`${name}.schema.json`) ?? '') as Parameters<typeof z.fromJSONSchema>[0];
  return z.fromJSONSchema(schema).safeParse(value).success;
}

describe('the schemas of policy files', () => {
  it('are committed as they are made; run "postern policy schema policy/schema" after a change', () => {
    for (const [name, text] of fileSchemas()) expect(readFileSync(`policy/schema/${name}`, 'utf8')).toBe(text);
    expect(readdirSync('policy/schema').sort()).toEqual([...fileSchemas().keys()].sort());
  });

  it.each(Object.entries(folders) as [keyof typeof folders, string][])(
    'of a %s takes every file shipped',
    (name, folder) => {
      const files = written(folder);
      expect(files.length).toBeGreaterThan(0);
      expect(files.filter((file) => !accepts(name, file))).toEqual([]);
    },
  );

  it('refuse what the loader refuses: a misspelt key, an unknown word', () => {
    const [pack] = written('packs') as [Record<string, unknown>];
    expect(accepts('pack', { ...pack, clause: [] })).toBe(false);
    const row = { levels: 'OPEN', relation: 'friends', channel: 'any', outcome: 'deliver' };
    const cases = [{ given: {}, expect: 'deliver' }];
    const matrix = { scheme: 'two', source: null, rows: [row], cases };
    expect(accepts('pack', { title: 'x', matrices: [matrix] })).toBe(false);
    expect(accepts('pack', { title: 'x', matrices: [{ ...matrix, rows: [{ ...row, relation: 'external' }] }] })).toBe(
      true,
    );
  });
});
