import { parseArgs } from "node:util";
import type { Log } from "../../common/log";
import type { DataConfig } from "../../contract/data-config";
import type { DataPaths } from "../data-paths";
import type { Replicator } from "../ports";
import { readDataRole } from "../data-role";
import { LockTaken } from "../lock";
import { errorText } from "../../contract/error-text";

const replicateHelp = `Usage: replicate [--peer NAME]... [--json]

Takes a snapshot of this node's datasets and brings it to the peers, one after the other. Does nothing, and says
nothing, where this node does not hold the data. Exit codes: 0 all peers have it, or nothing to do; 1 one has it not;
2 wrong usage.
`;

export interface ReplicateParts {
  readonly config: DataConfig;
  readonly paths: DataPaths;
  readonly replicator: Replicator;
  readonly log: Log;
  readonly print: (text: string) => void;
}

const lookMs = 500;

/** The command that cron and a person run; ends a run whose node lost the data, or that takes too long. */
export async function replicate(args: readonly string[], parts: ReplicateParts): Promise<number> {
  const options = read(args, parts);
  if (typeof options === "number") return options;
  const { config, paths, replicator, log, print } = parts;
  if (readDataRole(paths.role) !== "holder") return 0;
  const { deadlineSeconds } = config.replication;
  const stop = new AbortController();
  const late = setTimeout(
    () => stop.abort(new Error(`not done after ${deadlineSeconds} s`)),
    deadlineSeconds * 1000,
  );
  const watch = setInterval(() => {
    if (readDataRole(paths.role) !== "holder")
      stop.abort(new Error(`${config.node} does not hold the data any more`));
  }, lookMs);
  const asked = () => stop.abort(new Error("asked to end"));
  process.once("SIGTERM", asked).once("SIGINT", asked);
  try {
    const { snapshot, trouble } = await replicator.run(options.peers, stop.signal);
    if (options.json) print(`${JSON.stringify({ snapshot, trouble })}\n`);
    return Object.values(trouble).every((text) => text === "") ? 0 : 1;
  } catch (error) {
    const text = errorText(error);
    // The run before takes longer than the interval: the next one sends what this one would have.
    if (error instanceof LockTaken) log("skipped", { reason: text });
    else log("failed", { trouble: text });
    if (options.json) print(`${JSON.stringify({ error: text })}\n`);
    return error instanceof LockTaken ? 0 : 1;
  } finally {
    clearTimeout(late);
    clearInterval(watch);
    process.off("SIGTERM", asked).off("SIGINT", asked);
  }
}

/** The options, or the exit code where there is nothing more to do. */
function read(
  args: readonly string[],
  { config, print }: ReplicateParts,
): { readonly peers: readonly string[] | undefined; readonly json: boolean } | number {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        peer: { type: "string", multiple: true },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      print(replicateHelp);
      return 0;
    }
    const unknown = values.peer?.filter((name) => !config.peers.some((peer) => peer.name === name)) ?? [];
    if (unknown.length === 0) return { peers: values.peer, json: values.json };
    const known = config.peers.map(({ name }) => name).join(", ") || "none";
    print(`--peer ${unknown.join(", ")}: expected one of the peers: ${known}\n`);
  } catch (error) {
    print(`${errorText(error)}\n\n${replicateHelp}`);
  }
  return 2;
}
