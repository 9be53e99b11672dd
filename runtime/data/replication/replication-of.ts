import { jsonLog } from "../../common/log";
import type { DataConfig } from "../../contract/data-config";
import { dataPaths as paths } from "../paths";
import { readState } from "../read-state";
import { Host, runOnHost } from "../zfs/command";
import { ZfsSnapshots } from "../zfs/snapshots";
import { ZfsVolumes } from "../zfs/volumes";
import { SshPeer } from "./peer";
import { Replication } from "./replicator";

/** This host's sending end; a run waits so many seconds for whoever replicates or receives. */
export function replicationOf(config: DataConfig, lockWaitSeconds: number) {
  const host = new Host(runOnHost);
  const log = jsonLog(config.node);
  const volumes = new ZfsVolumes(host, config.roots);
  const snapshots = new ZfsSnapshots(host);
  const peers = config.peers.map((peer) => new SshPeer(peer, config, paths));
  const epoch = () => readState(paths.state)?.epoch;
  const parts = { config, paths, volumes, snapshots, peers, epoch, log, lockWaitSeconds };
  return { log, volumes, replicator: new Replication(parts) };
}
