/** The machine that figures belong to, and what one of its processes has used. */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

/** @returns one line */
export function describeMachine(): string {
  const { model = 'unknown processor' } = cpus()[0] ?? {};
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GB`;
  const system = `${type()} ${release()}`;
  return `${model.trim()}, ${availableParallelism()} cores, ${memory}, ${system}, Node ${process.versions.node}`;
}

/** @returns the load average of the last minute; well above 0 before a run, figures are too bad */
export function loadNow(): number {
  return loadavg()[0]!;
}

/** Linux counts processor time in hundredths of a second, whatever the kernel's own tick. */
const TICKS_PER_SECOND = 100;

/** @returns processor time of all threads so far, milliseconds; null off Linux */
export function cpuMsOf(pid: number): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name, in parentheses, may hold blanks.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_PER_SECOND;
  } catch {
    return null;
  }
}

/** @returns resident memory in bytes; null off Linux */
export function residentBytesOf(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}
