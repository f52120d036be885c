// Each threat of the threat model names a test that exists: one that was renamed or removed shows here.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const rows = readFileSync('docs/papers/threat-model.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('|') && !/^\|(?: threat |---)/.test(line))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );

describe('R-705 the threat model', () => {
  it('looks at all six kinds of threat', () => {
    const text = readFileSync('docs/papers/threat-model.md', 'utf8');
    const kinds = [
      'Spoofing',
      'Tampering',
      'Repudiation',
      'Information disclosure',
      'Denial of service',
      'Elevation of privilege',
    ];
    for (const kind of kinds) expect(text).toContain(`\n## ${kind}\n`);
    expect(rows.length).toBeGreaterThan(30);
  });

  it.each(rows)('%s', (_threat, _answer, test = '') => {
    const [file = '', ...name] = test.split(': ');
    expect(existsSync(file)).toBe(true);
    if (name.length > 0) expect(readFileSync(file, 'utf8')).toContain(name.join(': '));
  });
});
