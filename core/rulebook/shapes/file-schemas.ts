// The shapes of policy files as JSON Schemas, so that an editor completes keys and marks mistakes while somebody writes.
import { z } from 'zod';
import { organisationFile } from './organisation-file.ts';
import { packFile } from './pack-file.ts';
import { ruleFile } from './rule-file.ts';
import { schemeFile } from './scheme-file.ts';

const shapes = { organisation: organisationFile, pack: packFile, rule: ruleFile, scheme: schemeFile };

/** Contents by file name, `pack.schema.json`. They describe what is written, before defaults are filled in. */
export function fileSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(shapes).map(([name, shape]) => [
      `${name}.schema.json`,
      `${JSON.stringify({ title: `postern ${name}`, ...schemaOf(shape) }, null, 2)}\n`,
    ]),
  );
}

function schemaOf(shape: z.core.$ZodType): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(shape, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const { def } = zodSchema._zod;
      if (def.type !== 'pipe') return;
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
      jsonSchema.anyOf = shortForm(def.out);
    },
  });
}

/** Preprocessed pieces: one value stands for a list of one, a text for a mail with that body. */
function shortForm(whole: z.core.$ZodType): z.core.JSONSchema.BaseSchema[] {
  const { $schema: _, ...long } = schemaOf(whole);
  const { items } = long;
  const single =
    long.type === 'array' && typeof items === 'object' && !Array.isArray(items) ? items : { type: 'string' };
  return [single as z.core.JSONSchema.BaseSchema, long];
}
