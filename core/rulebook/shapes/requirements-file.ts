// What stands in policy/requirements.yaml: the promises, and who asks for them.
import { z } from 'zod';
import { line, requirementId } from './text.ts';

export const requirementsFile = z.strictObject({
  requirements: z.array(
    z.strictObject({
      id: requirementId,
      promise: line,
      /** Clauses listed in sources.yaml. */
      sources: z.array(line).min(1),
      /** Files and folders of the repository. */
      controls: z.array(line).default([]),
      /** What is not built yet needs no proof. */
      built: z.boolean(),
    }),
  ),
});

export type Requirement = z.infer<typeof requirementsFile>['requirements'][number];
