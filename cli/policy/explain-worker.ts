// An examining process that also hands back the texts it read, for a person who explains a file of their own to themselves.
import { masked, secretsFound } from '../../core/mail/record/masked-names.ts';
import type { NamedSecret } from '../../core/model/examination.ts';
import type { TextRegion } from '../../core/model/part.ts';
import { examineAndRead, serveExaminer } from '../../gateway/workers/serve-examiner.ts';

serveExaminer((deps) => ({
  examine: async (raw, context) => {
    const { examination, readings } = await examineAndRead(raw, context, deps);
    // Where a secret stands is told; what it is, not even here.
    const secrets = secretsFound(examination.findings, readings);
    const texts = readings.flatMap(({ regions }) => regions).map((region) => withoutSecrets(region, secrets));
    return Object.assign(examination, { texts });
  },
}));

/** As long as it was, so that places still fit. */
function withoutSecrets(region: TextRegion, secrets: readonly NamedSecret[]): TextRegion {
  const blots = secrets.map(({ secret }) => ({ secret, shown: '*'.repeat(secret.length) }));
  return { ...region, where: masked(region.where, secrets), text: masked(region.text, blots) };
}
