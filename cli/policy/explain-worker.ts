// An examining process that also hands back the texts it read, for a person who explains a file of their own to themselves.
import { examineAndRead, serveExaminer } from '../../gateway/workers/serve-examiner.ts';

serveExaminer((deps) => ({
  examine: async (raw, context) => {
    const { examination, readings } = await examineAndRead(raw, context, deps);
    return Object.assign(examination, { texts: readings.flatMap(({ regions }) => regions) });
  },
}));
