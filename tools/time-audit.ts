// Measures how long an export of the audit trail takes to verify: `npm run time-audit`.
import { generateKeyPairSync, sign } from 'node:crypto';
import { attestedBytes, chainStart, checkpointStatement, entryHash } from '../core/model/audit-chain.ts';
import { canonicalJson } from '../core/model/canonical-json.ts';
import { checkpointHash } from '../core/oversight/audit/checkpoint.ts';
import { exportHeader } from '../core/oversight/audit/export-trail.ts';
import { verifyTrail } from '../core/oversight/audit/verify-trail.ts';

const events = 100_000;
/** One a minute of a day with as many events. */
const perCheckpoint = 70;

const { publicKey, privateKey } = generateKeyPairSync('ed25519');

function trail(): readonly string[] {
  const lines = [exportHeader];
  let previous = chainStart;
  let last = chainStart;
  let checkpoints = 0;
  for (let number = 1; number <= events; number++) {
    const detail = { case: 'c', access: `c/${number}`, purpose: 'security-incident', way: 'view', client: '192.0.2.7' };
    const event = { at: number, actor: 'ines', action: 'view-item', subject: `item-${number}`, detail };
    const place = { chain: 'main', number, event, previous };
    const entry = { ...place, hash: entryHash(place) };
    previous = entry.hash;
    lines.push(canonicalJson({ entry }));
    if (number % perCheckpoint !== 0) continue;
    const heads = [{ chain: 'main', number, hash: entry.hash }];
    const unsigned = { number: ++checkpoints, at: number, heads, previous: last };
    const bytes = attestedBytes('checkpoint', checkpointStatement(unsigned));
    const checkpoint = { ...unsigned, signature: sign(null, bytes, privateKey).toString('base64') };
    last = checkpointHash(checkpoint);
    lines.push(canonicalJson({ checkpoint }));
  }
  return [...lines, canonicalJson({ checkpoints, entries: events })];
}

async function* given(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

const lines = trail();
const started = performance.now();
const before = process.cpuUsage();
const result = await verifyTrail(given(lines), String(publicKey.export({ format: 'pem', type: 'spki' })));
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(before);
if (result.fault !== null) throw new Error(`the trail does not hold: ${result.fault.what}`);
process.stdout.write(
  `${result.entries} events with ${result.checkpoints} checkpoints verified in ${seconds.toFixed(2)} s (${((user + system) / 1e6).toFixed(2)} s of processor)\n`,
);
