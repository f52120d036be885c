// The thread that scans: rules are compiled once, then one part after the other.
import { parentPort, workerData } from 'node:worker_threads';
import { compileYara, type YaraMatch, type YaraSources } from './yara-rules.ts';

export interface ScanRequest {
  readonly number: number;
  readonly bytes: Uint8Array;
}

export interface ScanAnswer {
  readonly number: number;
  /** Null when the engine gave up on this part. */
  readonly matches: readonly YaraMatch[] | null;
}

const rules = compileYara(workerData as YaraSources);
parentPort?.on('message', ({ number, bytes }: ScanRequest) => {
  let matches: readonly YaraMatch[] | null = null;
  try {
    matches = rules.scan(bytes);
  } catch {
    // What it says may quote content.
  }
  parentPort?.postMessage({ number, matches } satisfies ScanAnswer);
});
parentPort?.postMessage({ number: 0, matches: [] } satisfies ScanAnswer);
