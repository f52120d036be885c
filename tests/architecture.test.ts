// The borders of the tree (DESIGN section 4): who may import whom, and no import cycles.
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const areas = ['bin', 'core', 'adapters', 'gateway', 'cli', 'tools', 'lib'] as const;

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

/** Static and dynamic imports of a file, type-only ones too. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g,
  );
  return [...found].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function target(file: string, specifier: string): string {
  return relative(root, resolve(root, dirname(file), specifier));
}

const files = areas.flatMap(sourcesIn);
const graph = new Map(files.map((file) => [file, importsOf(file)]));

function offenders(area: string, allowed: (path: string) => boolean): readonly string[] {
  return [...graph]
    .filter(([file]) => file.startsWith(`${area}/`))
    .flatMap(([file, imports]) =>
      imports
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => target(file, specifier))
        .filter((path) => !allowed(path))
        .map((path) => `${file} imports ${path}`),
    );
}

describe('the borders of the tree', () => {
  it('core imports itself alone', () => {
    expect(offenders('core', (path) => path.startsWith('core/'))).toEqual([]);
  });

  it('core touches no disk, network, process, clock or chance', () => {
    const pure = new Set([
      'node:crypto',
      'node:zlib',
      'node:buffer',
      'node:util',
      'node:string_decoder',
      'node:module',
      'node:url',
    ]);
    // Engines compiled to wasm read their own code and language data from the package they come in.
    const engines = new Set(['seven-zip.ts', 'pdfium.ts', 'ocr.ts', 'code-picture.ts']);
    const impure = [...graph]
      .filter(([file]) => file.startsWith('core/') && !engines.has(basename(file)))
      .flatMap(([file, imports]) =>
        imports
          .filter((specifier) => specifier.startsWith('node:') || builtinModules.includes(specifier))
          .filter((specifier) => !pure.has(specifier))
          .map((specifier) => `${file} imports ${specifier}`),
      );
    expect(impure).toEqual([]);
    const asking = files
      .filter((file) => file.startsWith('core/'))
      .filter((file) =>
        /\b(?:Date\.now\(|Math\.random\(|new Date\(\)|performance\.now\(|process\.(?:env|argv))/.test(
          readFileSync(join(root, file), 'utf8'),
        ),
      );
    expect(asking).toEqual([]);
  });

  it('adapters know core’s model and ports, and what core says of the facts they gather', () => {
    const allowed = (path: string) =>
      path.startsWith('adapters/') ||
      path.startsWith('core/model/') ||
      /^core\/(?:register-|sign-in-)?ports\.ts$/.test(path) ||
      path === 'core/mail/detect/authenticity/judge-authenticity.ts';
    expect(offenders('adapters', allowed)).toEqual([]);
  });

  it('the gateway does not know the command line, nor anybody the tools', () => {
    expect(offenders('gateway', (path) => !path.startsWith('cli/') && !path.startsWith('tools/'))).toEqual([]);
    expect(offenders('cli', (path) => !path.startsWith('tools/'))).toEqual([]);
  });

  it('lib knows the CDK and its checks, its configuration, and the list of functions alone', () => {
    expect(offenders('lib', (path) => path.startsWith('lib/') || path === 'lambdas/functions.ts')).toEqual([]);
    const known = /^(?:node:|aws-cdk-lib|constructs$|cdk-nag$|@cdklabs\/cdk-validator-cfnguard$|zod$|yaml$)/;
    const strange = [...graph]
      .filter(([file]) => file.startsWith('lib/'))
      .flatMap(([file, imports]) =>
        imports.filter((name) => !name.startsWith('.') && !known.test(name)).map((name) => `${file} imports ${name}`),
      );
    expect(strange).toEqual([]);
  });

  it('each outside library is imported by one file', () => {
    const users = new Map<string, Set<string>>();
    for (const [file, imports] of graph) {
      if (file.startsWith('tools/') || file.startsWith('lib/')) continue;
      for (const specifier of imports) {
        if (specifier.startsWith('.') || specifier.startsWith('node:')) continue;
        const name = specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/');
        users.set(name, (users.get(name) ?? new Set()).add(file));
      }
    }
    // zod shapes stand beside what they check; hono routes beside what they serve; zxing-wasm is a reader and a writer.
    const shared = new Set(['zod', 'hono', 'yaml', 'zxing-wasm']);
    const several = [...users]
      .filter(([name, by]) => by.size > 1 && !shared.has(name))
      .map(([name, by]) => `${name}: ${[...by].join(', ')}`);
    expect(several).toEqual([]);
  });

  it('there is no import cycle', () => {
    expect(cycle()).toEqual([]);
  });
});

function cycle(): readonly string[] {
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const visit = (file: string): readonly string[] | null => {
    if (state.get(file) === 'done') return null;
    if (state.get(file) === 'open') return [...path.slice(path.indexOf(file)), file];
    state.set(file, 'open');
    path.push(file);
    for (const specifier of graph.get(file) ?? []) {
      if (!specifier.startsWith('.')) continue;
      const found = visit(target(file, specifier));
      if (found !== null) return found;
    }
    path.pop();
    state.set(file, 'done');
    return null;
  };
  for (const file of files) {
    const found = visit(file);
    if (found !== null) return found;
  }
  return [];
}
