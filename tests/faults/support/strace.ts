import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** Whether system calls can be watched here: strace is installed and may trace. */
export const canTrace = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;

/** Arguments before a program whose calls go to `output`. */
export const tracing = (calls: string, output: string, ...more: string[]) => [
  'strace', '-f', '--seccomp-bpf', '-y', '-ttt', '-T', '-e', `trace=${calls}`, '-o', output, ...more,
]; // prettier-ignore

/** A call that came back. */
export interface Call {
  name: string;
  /** What it was called with; files as number and path. */
  with: string;
  result: number;
  /** When it came back, Unix ms. */
  at: number;
}

/** The calls of a trace in the order in which they came back. */
export async function callsOf(output: string): Promise<Call[]> {
  const begun = new Map<string, string>();
  const calls: Call[] = [];
  for (const line of (await readFile(output, 'utf8')).split('\n')) {
    const [, pid = '', time = '', rest = ''] = /^(\d+)\s+(\d+\.\d+) (.*)$/.exec(line) ?? [];
    const unfinished = /^(.*) <unfinished \.\.\.>$/.exec(rest)?.[1];
    if (unfinished !== undefined) begun.set(pid, unfinished);
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)?.[1];
    const text = resumed === undefined ? rest : (begun.get(pid) ?? '') + resumed;
    const [, name, parameters, result, duration] =
      /^(\w+)\((.*)\)\s+= (-?\d+).*?<(\d+\.\d+)>$/.exec(text) ?? [];
    if (name === undefined || parameters === undefined) continue;
    const took = resumed === undefined ? Number(duration) : 0;
    calls.push({ name, with: parameters, result: Number(result), at: (Number(time) + took) * 1_000 });
  }
  return calls.sort((a, b) => a.at - b.at);
}
