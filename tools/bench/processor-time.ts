// Processor time and memory of other processes and all that they started, by what /proc says of them.
import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds a tick of /proc/PID/stat takes: 100 a second on every Linux machine. */
const tick = 10;

interface Process {
  readonly parent: number;
  readonly ms: number;
  /** Resident bytes. */
  readonly memory: number;
}

const page = 4096;

/** Milliseconds, user and system, of the process and its descendants, those that ended among them. */
export function treeTime(root: number): number {
  return summed(root, ({ ms }) => ms);
}

/** Resident bytes of the process and its descendants that run; what they share counts for each. */
export function treeMemory(root: number): number {
  return summed(root, ({ memory }) => memory);
}

function summed(root: number, of: (process: Process) => number): number {
  const all = processes();
  const below = (pid: number): number => {
    const own = all.get(pid);
    return [...all].reduce(
      (sum, [child, { parent }]) => (parent === pid ? sum + below(child) : sum),
      own === undefined ? 0 : of(own),
    );
  };
  return below(root);
}

function processes(): ReadonlyMap<number, Process> {
  const all = new Map<number, Process>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d{1,10}$/.test(name)) continue;
    const read = processOf(name);
    if (read !== null) all.set(Number(name), read);
  }
  return all;
}

/** Null for one that ended meanwhile. Fields as proc_pid_stat(5) has them: 4 ppid, 14 to 17 the times, 24 pages. */
function processOf(pid: string): Process | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { parent: Number(fields[1]), ms: ticks * tick, memory: Number(fields[21]) * page };
  } catch {
    return null;
  }
}
