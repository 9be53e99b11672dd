import path from "node:path";
import { containers, ownUser, podMembers } from "../../runtime/contract/names";
import { fence } from "../../runtime/contract/data-config";
import { dataFiles, files, onHostRun, sharedFolder } from "../../runtime/contract/files";
import {
  agentFolder,
  keeperFile,
  observeKeeperFile,
  observeLimitsFile,
  runFolder,
  unboundRunFolder,
} from "./node-paths";
import { handMade, lines } from "./text";

const runtimeDirectory = [
  `RuntimeDirectory=${runFolder.replace("/run/", "")}`,
  "RuntimeDirectoryPreserve=yes",
  // Before a container can: Docker would make them root's. The agent writes to the first, Unbound to the second.
  `ExecStartPre=/usr/bin/install -d -m 775 -g ${ownUser} ${sharedFolder}`,
  `ExecStartPre=/usr/bin/install -d -m 750 -o ${ownUser} -g ${ownUser} ${unboundRunFolder}`,
];

/** An agent of the version before, which was root, may have written until it was replaced. Follows no link. */
const agentOwner = `ExecStartPre=-/usr/bin/chown -R -P ${ownUser}:${ownUser} ${agentFolder}`;

/** People and their scripts read the role at the path that the containers have for it. */
const roleLink = `ExecStartPre=/usr/bin/ln -sfn ${path.posix.relative(runFolder, onHostRun(files.role))} ${files.role}`;

/** The first and the last of the pod's members are the supervisor's Pi-hole and agent. */
const inOrder = (further: readonly string[]): string[] => [
  ...podMembers.slice(0, -1),
  ...further,
  ...podMembers.slice(-1),
];

/** The unit that keeps the node's containers running, in order, from boot on; `further` members join the pod too. */
export const renderUnit = (networkInterface: string, further: readonly string[] = []): string =>
  lines(
    handMade,
    "[Unit]",
    "Description=Keeps the DNS containers of this node running, in order",
    "After=docker.service",
    "Wants=docker.service",
    "StartLimitIntervalSec=0",
    "",
    "[Service]",
    `ExecStart=${keeperFile} ${networkInterface} ${containers.pod} ${inOrder(further).join(" ")} -- ${containers.unbound}`,
    "Restart=always",
    "RestartSec=1",
    runtimeDirectory,
    agentOwner,
    roleLink,
    "",
    "[Install]",
    "WantedBy=multi-user.target",
  );

/**
 * The unit of the data keeper. It is after what it needs and stops with none of it: data is kept without DNS as well.
 * What the keeper has begun does not outlive it (KillMode), since the next one would begin something else beside it; the
 * services are Docker's, and go on. One that hangs is killed while its lease still runs, and without a dump, which
 * takes long. At a shutdown all that it is after waits for it: it hands the data over, by the network and as the
 * agent tells of the peers.
 */
export const renderDataUnit = (): string =>
  lines(
    handMade,
    "[Unit]",
    "Description=Keeps the data of this node: who writes to it, its copies, the services on it",
    "After=docker.service zfs-mount.service zfs-fuse.service ha-dns.service network.target network-online.target",
    "Wants=network-online.target",
    "StartLimitIntervalSec=0",
    "",
    "[Service]",
    "Type=notify",
    "NotifyAccess=all",
    `ExecStart=${dataFiles.node} ${dataFiles.program} run`,
    "TimeoutStartSec=30",
    `WatchdogSec=${fence.watchdog}`,
    "WatchdogSignal=SIGKILL",
    "Restart=always",
    `RestartSec=${fence.restart}`,
    "KillMode=mixed",
    "TimeoutStopSec=90",
    runtimeDirectory,
    "StateDirectory=ha-dns/data",
    "LogsDirectory=ha-dns",
    "",
    "[Install]",
    "WantedBy=multi-user.target",
  );

/** The unit that keeps the containers running that observe the cluster; DNS does not depend on it. */
export const renderObserveUnit = (pod: string, members: readonly string[]): string =>
  lines(
    handMade,
    "[Unit]",
    "Description=Keeps Prometheus, Alertmanager and Grafana of this node running",
    "After=docker.service ha-dns.service",
    "Wants=docker.service",
    "StartLimitIntervalSec=0",
    "",
    "[Service]",
    `ExecStart=${observeKeeperFile} ${observeLimitsFile} ${pod} ${members.join(" ")}`,
    "Restart=always",
    "RestartSec=10",
    "",
    "[Install]",
    "WantedBy=multi-user.target",
  );
