// The public pages of rules say what the rules say.
import { describe, expect, it } from 'vitest';
import { committedPage, foldersWithPages, pageOf } from '../../../tools/rule-pages.ts';

describe('R-205 the pages of rules are generated', () => {
  it.each(foldersWithPages())('%s.md is what `node tools/rule-pages.ts` writes', (folder) => {
    expect(committedPage(folder)).toBe(pageOf(folder));
  });
});
