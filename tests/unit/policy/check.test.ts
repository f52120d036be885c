// postern policy check over a folder of one's own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { check } from '../../../cli/policy/check.ts';

let folder = '';
let said = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'town-'));
  said = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function write(pack: string, organisation: string): void {
  writeFileSync(join(folder, 'pack.yaml'), pack);
  writeFileSync(join(folder, 'organisation.yaml'), organisation);
}

const organisation = `
name: { en: Town, fr: Ville }
domains: [town.example]
partners: []
contact: security@town.example
notice_from: postmaster@town.example
`;

it('proves a pack with fewer schemes in force than there are, examples of the others included', async () => {
  write('title: Town\nextends: default\nschemes: [tlp]\n', organisation);
  expect(await check('policy', folder)).toBe(0);
  expect(said).toMatch(/ 6 packs, .* all hold/);
}, 120_000);

it('names the line of an organisation that is wrong', async () => {
  write('title: Town\nextends: default\n', organisation.replace('contact:', 'contacts:'));
  expect(await check('policy', folder)).toBe(1);
  expect(said).toContain('organisation.yaml: unknown key "contacts" — remove it or correct its spelling (line 2)');
});
