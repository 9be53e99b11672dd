import { jsonLog } from "../../common/log";
import type { DataConfig } from "../../contract/data-config";
import { dataPaths as paths } from "../data-paths";
import { readDataState } from "../read-state";
import { HostCommands, runOnHost } from "../zfs/host-commands";
import { ZfsSnapshots } from "../zfs/snapshots";
import { ZfsVolumes } from "../zfs/volumes";
import { SshPeer } from "./ssh-peer";
import { SnapshotReplicator } from "./replicator";

/** This host's sending end; a run waits so many seconds for whoever replicates or receives. */
export function replicationOf(config: DataConfig, lockWaitSeconds: number) {
  const host = new HostCommands(runOnHost);
  const log = jsonLog(config.node);
  const volumes = new ZfsVolumes(host, config.roots);
  const snapshots = new ZfsSnapshots(host);
  const peers = config.peers.map((peer) => new SshPeer(peer, config, paths));
  const epoch = () => readDataState(paths.state)?.epoch;
  const parts = { config, paths, volumes, snapshots, peers, epoch, log, lockWaitSeconds };
  return { log, volumes, replicator: new SnapshotReplicator(parts) };
}
