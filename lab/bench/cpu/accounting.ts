/** CPU time of a process and the time of the machine, both in ms. */
export interface CpuSample {
  readonly cpuMs: number;
  readonly atMs: number;
}

/** Prints what `parseCpuSamples` reads: the threads of these processes and the machine's uptime, `seconds` apart. */
export const sampleScript = (seconds: number, pids: readonly number[] = [1]): string => {
  const threads = pids.map((pid) => `/proc/${pid}/task/*/schedstat`).join(" ");
  const sample = `cat ${threads}; echo at; cat /proc/uptime`;
  return `${sample}; sleep ${seconds}; echo then; ${sample}`;
};

/** Throws if it is not what `sampleScript` prints. */
export function parseCpuSamples(text: string): [CpuSample, CpuSample] {
  const [first, second] = text.split("then\n").map(parseSample);
  if (!first || !second) throw new Error(`not two samples of CPU time: ${text.slice(0, 200)}`);
  return [first, second];
}

function parseSample(text: string): CpuSample {
  const [threads = "", uptime = ""] = text.split("at\n");
  // In schedstat the first figure of each thread is its time on a CPU, in ns.
  const times = threads
    .trim()
    .split("\n")
    .map((line) => Number(line.split(" ")[0]));
  const atMs = Number(uptime.trim().split(" ")[0]) * 1000;
  const cpuMs = times.reduce((sum, ns) => sum + ns, 0) / 1e6;
  if (!(cpuMs > 0) || !(atMs > 0)) throw new Error(`not a sample of CPU time: ${text.slice(0, 200)}`);
  return { cpuMs, atMs };
}

/** Per cent of one core. */
export const percentOfCore = (from: CpuSample, to: CpuSample): number =>
  (100 * (to.cpuMs - from.cpuMs)) / (to.atMs - from.atMs);

/**
 * A bash script that runs its first argument, a check script, `count` times, `intervalMs` apart, and prints what bash
 * and all that it has forked have used (getrusage). It ends with 1 where a check failed: then nothing was measured.
 */
export const forkScript = (count: number, intervalMs: number): string => `
exec 9<> <(:)
for ((i = 0; i < ${count}; i++)); do
    bash -c "$1" || exit 1
    read -rt ${intervalMs / 1000} -u 9
done
LC_ALL=C
times`;

/** The CPU time, in ms, that bash's \`times\` tells: its own, and that of its children. Throws if it tells none. */
export function parseTimes(text: string): number {
  const found = [...text.matchAll(/(\d+)m([\d.]+)s/g)];
  if (found.length !== 4) throw new Error(`not what bash's times says: ${text.slice(0, 200)}`);
  return found.reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  );
}
