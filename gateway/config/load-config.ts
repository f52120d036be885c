// Reads the configuration (postern.yaml, unless another file is named). Every mistake is one line that names the place.
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Config, configSchema } from './config-schema.ts';

/** One line a mistake: its key and the remedy. The file they are in is known to whoever named it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly mistakes: readonly string[];
  constructor(mistakes: readonly string[], options?: ErrorOptions) {
    super(mistakes.join('\n'), options);
    this.mistakes = mistakes;
  }
}

/** Reads the file; paths in it are relative to its folder. Rejects with ConfigError. */
export async function loadConfig(path: string): Promise<Config> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ConfigError(['cannot be read; give the right path with --config'], { cause });
  });
  return parseConfig(text, dirname(resolve(path)));
}

/** `folder` is what relative paths in the text start from; '' as text gives the defaults. Throws ConfigError. */
export function parseConfig(text: string, folder: string): Config {
  const parsed = configSchema.safeParse(readYaml(text) ?? {});
  if (!parsed.success) throw new ConfigError(parsed.error.issues.flatMap(asLines));
  const config = parsed.data;
  const placed = (side: Config['smtp']['inbound']) => ({
    ...side,
    signIn: side.signIn && { ...side.signIn, passwordFile: resolve(folder, side.signIn.passwordFile) },
  });
  return {
    ...config,
    data: resolve(folder, config.data),
    smtp: { inbound: placed(config.smtp.inbound), outbound: placed(config.smtp.outbound) },
    tls: config.tls && { key: resolve(folder, config.tls.key), cert: resolve(folder, config.tls.cert) },
    arc: config.arc && { ...config.arc, key: resolve(folder, config.arc.key) },
    events: {
      file: config.events.file && resolve(folder, config.events.file),
      webhook: config.events.webhook && {
        ...config.events.webhook,
        secretFile: resolve(folder, config.events.webhook.secretFile),
      },
    },
  };
}

function readYaml(text: string): unknown {
  try {
    const document = parseDocument(text);
    const [syntax] = document.errors;
    if (syntax === undefined) return document.toJS({ maxAliasCount: 20 });
    throw syntax;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : 'not readable as YAML';
    throw new ConfigError([reason?.replace(/:$/, '') ?? ''], { cause });
  }
}

function asLines(issue: z.core.$ZodIssue): readonly string[] {
  const at = (key: readonly PropertyKey[], what: string): string =>
    [[...issue.path, ...key].map(String).join('.'), what].filter(Boolean).join(': ');
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => at([key], 'unknown key'));
  if (issue.code === 'invalid_type' && issue.expected === 'object') return [at([], 'expected keys and values')];
  return [at([], `${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`)];
}
