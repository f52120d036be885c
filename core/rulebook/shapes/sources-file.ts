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
          /** Why no mail gate serves what nothing else names of it. */
          beyond: line.optional(),
        }),
      ),
    }),
  ),
});

export type SourcesFile = z.infer<typeof sourcesFile>;

export interface Heading {
  readonly reference: string;
  /** References of its numbered clauses, or by what they are about. */
  readonly clauses: readonly string[];
  readonly named: readonly string[];
  readonly beyond: string | null;
}

/** In the order of the documents; a heading is known by its number, else by its name. */
export function headingsOf({ documents }: SourcesFile): readonly Heading[] {
  return documents.flatMap((document) =>
    document.headings.map(({ number, name, clauses = 0, named = [], beyond = null }) => {
      const reference = `${document.name}/${number ?? name}`;
      return {
        reference,
        clauses: Array.from({ length: clauses }, (_, i) => `${reference}/${i + 1}`),
        named: named.map((clause) => `${reference}/${clause}`),
        beyond,
      };
    }),
  );
}

/** Every reference that may be made: a heading, and each clause under it. */
export function referencesOf(sources: SourcesFile): ReadonlySet<string> {
  return new Set(headingsOf(sources).flatMap(({ reference, clauses, named }) => [reference, ...clauses, ...named]));
}
