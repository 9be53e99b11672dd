import { appendFileSync, readFileSync } from "node:fs";
import { jsonLog } from "../../../runtime/agent/log";
import { dataConfigSchema } from "../../../runtime/contract/data-config";
import { dataPaths } from "../../../runtime/data/paths";
import { readState } from "../../../runtime/data/read-state";
import { replicate } from "../../../runtime/data/replication/command";
import { SshPeer } from "../../../runtime/data/replication/peer";
import { Replication } from "../../../runtime/data/replication/replicator";
import { serve } from "../../../runtime/data/serve/serve";
import { ThinZfs } from "./thin-zfs";

/** The two ends of replication as a host runs them, without a keeper. */
async function main([command, ...args]: readonly string[]): Promise<number> {
  const config = dataConfigSchema.parse(JSON.parse(readFileSync(dataPaths.config, "utf8")));
  const zfs = new ThinZfs(config.roots.map(({ name }) => name));
  if (command === "replicate") {
    const log = jsonLog(config.node);
    const replicator = new Replication({
      config,
      paths: dataPaths,
      volumes: zfs,
      snapshots: zfs,
      peers: config.peers.map((peer) => new SshPeer(peer, config, dataPaths)),
      epoch: () => readState(dataPaths.state)?.epoch ?? 0,
      log,
    });
    const print = (text: string) => process.stdout.write(text);
    return replicate(args, { config, paths: dataPaths, replicator, log, print });
  }
  const log = jsonLog(config.node, (line) => appendFileSync("/var/log/ha-dns/replicate.log", line));
  const host = { config, paths: dataPaths, snapshots: zfs, branches: zfs, log };
  const streams = { input: process.stdin, output: process.stdout, error: process.stderr };
  return serve(host, args[0] ?? "", process.env.SSH_ORIGINAL_COMMAND ?? "", streams);
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
