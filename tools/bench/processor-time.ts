// Processor time and memory of other processes and all that they started, by what /proc says of them.
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** Milliseconds a tick of /proc/PID/stat takes: 100 a second on every Linux machine. */
const tick = 10;
const page = 4096;
const together = 'all processes';

interface Stat {
  readonly name: string;
  readonly parent: number;
  /** Milliseconds, user and system. */
  readonly own: number;
  /** Those of children that ended. */
  readonly ended: number;
  /** Resident bytes. */
  readonly memory: number;
}

/** Milliseconds, user and system, of the process and its descendants, those that ended among them. */
export function treeTime(root: number): number {
  return tree(root).reduce((ms, { stat: { own, ended } }) => ms + own + ended, 0);
}

/** Resident bytes of the process and its descendants that run; what they share counts for each. */
export function treeMemory(root: number): number {
  return tree(root).reduce((bytes, { stat: { memory } }) => bytes + memory, 0);
}

/** Processor time by kind of thread, such as `examine-worker.ts MainThread`. */
export function threadTimes(root: number): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { pid } of tree(root))
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const stat = statOf(`${pid}/task/${thread}`);
      const kind = `${programOf(pid)} ${stat?.name}`;
      if (stat !== null) times.set(kind, (times.get(kind) ?? 0) + stat.own);
    }
  return times;
}

/**
 * The most bytes that each process was resident with, by its program, the largest where several run it; and all of them
 * added up, whenever each had its most, with what they share counted for each.
 */
export function peakMemory(root: number): ReadonlyMap<string, number> {
  const peaks = new Map<string, number>();
  for (const { pid } of tree(root)) {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    const program = programOf(pid);
    peaks.set(program, Math.max(peaks.get(program) ?? 0, Number(kilobytes ?? 0) * 1024));
    peaks.set(together, (peaks.get(together) ?? 0) + Number(kilobytes ?? 0) * 1024);
  }
  return peaks;
}

function tree(root: number): readonly { readonly pid: number; readonly stat: Stat }[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d{1,10}$/.test(name))
    .flatMap((name) => {
      const stat = statOf(name);
      return stat === null ? [] : [{ pid: Number(name), stat }];
    });
  const below = (parent: number): typeof all =>
    all.filter(({ stat }) => stat.parent === parent).flatMap((child) => [child, ...below(child.pid)]);
  return [...all.filter(({ pid }) => pid === root), ...below(root)];
}

/** Null for one that ended meanwhile. Fields as proc_pid_stat(5) counts them: 2 comm, 4 ppid, 14 to 17 the times, 24 pages. */
function statOf(path: string): Stat | null {
  try {
    const stat = readFileSync(`/proc/${path}/stat`, 'latin1');
    const [open, close] = [stat.indexOf('('), stat.lastIndexOf(')')];
    const fields = stat.slice(close + 2).split(' ');
    const ms = (from: number) => (Number(fields[from]) + Number(fields[from + 1])) * tick;
    return {
      name: stat.slice(open + 1, close),
      parent: Number(fields[1]),
      own: ms(11),
      ended: ms(13),
      memory: Number(fields[21]) * page,
    };
  } catch {
    return null;
  }
}

function programOf(pid: number): string {
  const words = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
  return basename(words.find((word) => /\.[jt]s$/.test(word) && !word.startsWith('-')) ?? words[0] ?? '');
}
