/** Writes one event as a JSON line. Events are transitions, never ticks; names are stable. */
export type Log = (event: string, fields?: Readonly<Record<string, unknown>>) => void;

/** A log of `node` on standard output. */
export function jsonLog(
  node: string,
  write: (line: string) => void = (line) => process.stdout.write(line),
): Log {
  return (event, fields = {}) =>
    write(`${JSON.stringify({ time: new Date().toISOString(), event, node, ...fields })}\n`);
}
