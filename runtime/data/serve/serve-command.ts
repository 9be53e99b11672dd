import { appendFileSync } from "node:fs";
import { jsonLog } from "../../common/log";
import type { DataConfig } from "../../contract/data-config";
import { dataPaths as paths } from "../data-paths";
import { ZfsBranches } from "../zfs/branches";
import { HostCommands, runOnHost } from "../zfs/host-commands";
import { ZfsSnapshots } from "../zfs/snapshots";
import { serve } from "./serve";

/** Serves `peer`, as sshd's forced command. Resolves to the exit code. */
export function serveCommand(config: DataConfig, peer: string): Promise<number> {
  const zfs = new HostCommands(runOnHost);
  const snapshots = new ZfsSnapshots(zfs);
  const branches = new ZfsBranches(zfs, config.roots);
  // Its standard output belongs to the sender.
  const log = jsonLog(config.node, (line) => appendFileSync(paths.log, line));
  const streams = { input: process.stdin, output: process.stdout, error: process.stderr };
  return serve(
    { config, paths, snapshots, branches, log },
    peer,
    process.env.SSH_ORIGINAL_COMMAND ?? "",
    streams,
  );
}
