import { appendFileSync, readFileSync } from "node:fs";
import { jsonLog } from "../../../runtime/agent/log";
import { dataConfigSchema } from "../../../runtime/contract/data-config";
import { dataPaths } from "../../../runtime/data/paths";
import { readState } from "../../../runtime/data/read-state";
import { replicate } from "../../../runtime/data/replication/command";
import { SshPeer } from "../../../runtime/data/replication/peer";
import { Replication } from "../../../runtime/data/replication/replicator";
import { serve } from "../../../runtime/data/serve/serve";
import { ZfsBranches } from "../../../runtime/data/zfs/branches";
import { Host, runOnHost } from "../../../runtime/data/zfs/command";
import { ZfsSnapshots } from "../../../runtime/data/zfs/snapshots";
import { ZfsVolumes } from "../../../runtime/data/zfs/volumes";

/** The two ends of replication as a host runs them, without a keeper. */
async function main([command, ...args]: readonly string[]): Promise<number> {
  const paths = dataPaths;
  const config = dataConfigSchema.parse(JSON.parse(readFileSync(paths.config, "utf8")));
  const zfs = new Host(runOnHost);
  const volumes = new ZfsVolumes(zfs, config.roots);
  const snapshots = new ZfsSnapshots(zfs);
  switch (command ?? "") {
    case "replicate": {
      const log = jsonLog(config.node);
      const peers = config.peers.map((peer) => new SshPeer(peer, config, paths));
      const epoch = () => readState(paths.state)?.epoch ?? 0;
      const replicator = new Replication({ config, paths, volumes, snapshots, peers, epoch, log });
      const print = (text: string) => process.stdout.write(text);
      return replicate(args, { config, paths, replicator, log, print });
    }
    case "serve": {
      const log = jsonLog(config.node, (line) => appendFileSync(paths.log, line));
      const branches = new ZfsBranches(zfs, config.roots);
      const streams = { input: process.stdin, output: process.stdout, error: process.stderr };
      const asked = process.env.SSH_ORIGINAL_COMMAND ?? "";
      return serve({ config, paths, snapshots, branches, log }, args[0] ?? "", asked, streams);
    }
    case "writable":
      await volumes.setWritable(args[0] === "on");
      return 0;
    default:
      throw new Error(`unknown command: ${command}`);
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
