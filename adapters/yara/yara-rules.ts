// The one place that knows yara-x: compiles YARA rules and scans bytes. A scan cannot be stopped here; see yara-inspector.ts.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Compiler, initSync } from '@virustotal/yara-x';

/** Sources by file name without extension; each becomes a namespace. */
export type YaraSources = ReadonlyMap<string, string>;

export interface YaraMatch {
  /** `namespace:rule`. */
  readonly rule: string;
  /** What the rule's own `severity` says, '' when it says nothing. */
  readonly severity: string;
}

export interface YaraRules {
  scan(bytes: Uint8Array): readonly YaraMatch[];
}

const mostMatches = 5;
const mostRules = 50;

/** Throws with one line a problem, for whoever wrote the rules. */
export function compileYara(sources: YaraSources): YaraRules {
  load();
  const compiler = new Compiler();
  const problems: string[] = [];
  for (const [name, source] of sources) {
    problems.push(...runaways(name, source));
    try {
      compiler.newNamespace(name);
      compiler.addSource(source);
    } catch (cause) {
      problems.push(`yara/${name}.yar: ${String(cause).split('\n', 2).join(' ').replace(/\s+/g, ' ')}`);
    }
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const scanner = compiler.build().scanner();
  // Every match is an object; a text full of them would cost seconds.
  scanner.setMaxMatchesPerPattern(mostMatches);
  return {
    scan: (bytes) => {
      const { matches } = scanner.scan(bytes) as ScanResult;
      return matches.slice(0, mostRules).map(({ identifier, namespace, metadata }) => ({
        rule: `${namespace}:${identifier}`,
        severity: String(metadata.find((entry) => entry.identifier === 'severity')?.value ?? ''),
      }));
    },
  };
}

interface ScanResult {
  readonly matches: readonly {
    readonly identifier: string;
    readonly namespace: string;
    readonly metadata: readonly { readonly identifier: string; readonly value: unknown }[];
  }[];
}

let ready = false;

function load(): void {
  if (ready) return;
  const folder = dirname(createRequire(import.meta.url).resolve('@virustotal/yara-x/package.json'));
  initSync({ module: readFileSync(join(folder, 'pkg', 'yara_x_js_bg.wasm')) });
  ready = true;
}

/** A chain of unbounded gaps keeps the engine busy for minutes, and no time limit of its own ends that. */
function runaways(name: string, source: string): readonly string[] {
  return source
    .split('\n')
    .flatMap((line, i) =>
      /\/[^/\n]{0,500}(?:\.[*+]|\.\{\d{0,5},\})[^/\n]{0,500}(?:\.[*+]|\.\{\d{0,5},\})/.test(line.slice(0, 2000))
        ? [`yara/${name}.yar: line ${i + 1}: two gaps without a bound in one expression; write .{0,200} for .*`]
        : [],
    );
}
