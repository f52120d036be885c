// A process that starts an examiner, tells its id, gives it a message that never ends and waits to be killed.
import { startExaminers } from '../../../gateway/workers/examiner-pool.ts';
import { noPolicy } from './no-policy.ts';

const examiner = await startExaminers({
  size: 1,
  policy: noPolicy('default'),
  fingerprintKey: new Uint8Array(32),
  entry: new URL('./troubled-worker.ts', import.meta.url),
});
const context = { mailFrom: '', ocr: false };
const { headers } = await examiner.examine(Buffer.from('fine'), context);
void examiner.examine(Buffer.from('hang'), context);
setTimeout(() => process.stdout.write(`${headers.subject}\n`), 200);
