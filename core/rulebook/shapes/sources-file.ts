// What stands in policy/sources.yaml: the documents that the policy answers to.
import { z } from 'zod';
import { line } from './text.ts';

export const sourcesFile = z.strictObject({
  documents: z.array(
    z.strictObject({
      name: line,
      title: line,
      sha256: z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 — write 64 hexadecimal digits'),
      headings: z.array(
        z.strictObject({
          number: line.optional(),
          name: line,
          clauses: z.number().int().min(1).optional(),
          /** Clauses of a document without numbers, by what they are about. */
          named: z.array(line).optional(),
          gist: line.optional(),
        }),
      ),
    }),
  ),
});

export type SourcesFile = z.infer<typeof sourcesFile>;

/** Every reference that may be made: a heading by its number, else its name, and each clause under it. */
export function referencesOf({ documents }: SourcesFile): ReadonlySet<string> {
  const all = new Set<string>();
  for (const document of documents) {
    for (const { number, name, clauses, named = [] } of document.headings) {
      const heading = `${document.name}/${number ?? name}`;
      all.add(heading);
      for (let clause = 1; clause <= (clauses ?? 0); clause++) all.add(`${heading}/${clause}`);
      for (const clause of named) all.add(`${heading}/${clause}`);
    }
  }
  return all;
}
