// Synthesises a deployment into a temporary folder, with or without the checks, and gives its templates as values.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type App, Validations } from 'aws-cdk-lib';
import { addChecks } from '../../lib/checks.ts';
import { type InfraConfig, parseInfraConfig } from '../../lib/config.ts';
import { deploy, newApp } from '../../lib/deployment.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

export interface Template {
  readonly stack: string;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: string } }>>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
export const exampleYaml = readFileSync(join(root, 'infra.example.yaml'), 'utf8');

/** The example deployment, with some fields changed. */
export function exampleConfig(changes: Partial<InfraConfig> = {}): InfraConfig {
  return { ...parseInfraConfig(exampleYaml), ...changes };
}

export interface Deployment {
  readonly app: App;
  readonly templates: readonly Template[];
  /** `rule at construct` of everything that a check found and nobody acknowledged; empty without checks. */
  readonly findings: readonly string[];
}

/** `meddle` changes the app before it is synthesised. */
export function synthesise(
  config: InfraConfig,
  options: { readonly checks: boolean; readonly meddle?: (app: App) => void },
): Deployment {
  const outdir = mkdtempSync(join(tmpdir(), 'postern-synth-'));
  try {
    const app = newApp(outdir, options.checks);
    if (options.checks) addChecks(app);
    deploy(app, config, { folder: join(root, 'no-such-folder'), placeholder: join(root, 'lib/placeholder') });
    options.meddle?.(app);
    const failure = synthesisFailure(app);
    const findings = options.checks ? readFindings(join(outdir, 'validation-report.json')) : [];
    if (failure !== null && findings.length === 0) throw failure;
    const templates = readdirSync(outdir)
      .filter((name) => name.endsWith('.template.json'))
      .map((name) => readTemplate(join(outdir, name), name.replace('.template.json', '')));
    return { app, templates, findings };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

function synthesisFailure(app: App): unknown {
  try {
    app.synth();
    return null;
  } catch (error) {
    return error;
  }
}

interface Report {
  readonly pluginReports: readonly {
    readonly violations: readonly {
      readonly ruleName: string;
      readonly violatingConstructs: readonly { readonly constructPath?: string }[];
    }[];
  }[];
}

function readFindings(path: string): readonly string[] {
  const report: Report = JSON.parse(readFileSync(path, 'utf8'));
  return report.pluginReports.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} at ${constructPath ?? 'unknown'}`),
    ),
  );
}

function readTemplate(path: string, stack: string): Template {
  const { Resources = {}, Outputs = {} } = JSON.parse(readFileSync(path, 'utf8'));
  return { stack, Resources, Outputs };
}

export function resourcesOf(templates: readonly Template[], type: string): readonly (Resource & { id: string })[] {
  return templates.flatMap((template) =>
    Object.entries(template.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => ({ id, ...resource })),
  );
}

/** Every reason that was given for a control that does not fit, with where it was given. */
export function acknowledgements(
  app: App,
): readonly { readonly path: string; readonly rule: string; readonly reason: string }[] {
  return app.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter((entry) => entry.type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap((entry) =>
        Object.entries(entry.data as Record<string, unknown>).map(([rule, reason]) => ({
          path: construct.node.path,
          rule: rule.replace(/^annotation::/i, ''),
          reason: typeof reason === 'string' ? reason : JSON.stringify(reason),
        })),
      ),
  );
}
