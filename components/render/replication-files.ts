import { dataFiles } from "../../runtime/contract/files";
import type { SnapshotPolicy } from "../config/data-keys";
import { handMade, lines } from "./text";

const path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export interface CronPlan {
  readonly intervalMinutes: number;
  /** Seconds after the full minute. */
  readonly jitterSeconds: number;
  readonly deadlineSeconds: number;
}

/** So much longer than its own deadline a run may take to end before it is killed. */
const graceSeconds = 30;

/** Every interval on every node: the program itself asks for the role, and holds the lock. */
export function renderReplicationCron({ intervalMinutes, jitterSeconds, deadlineSeconds }: CronPlan): string {
  const { node, program, log, policy } = dataFiles;
  const every = intervalMinutes === 60 ? "0" : intervalMinutes === 1 ? "*" : `*/${intervalMinutes}`;
  const wait = jitterSeconds === 0 ? "" : `sleep ${jitterSeconds}; `;
  const limit = `timeout --kill-after=10 ${deadlineSeconds + graceSeconds}`;
  return lines(
    handMade,
    "SHELL=/bin/sh",
    path,
    // What goes wrong stands in the log; mail of it every minute would help nobody.
    'MAILTO=""',
    `${every} * * * * root ${wait}${limit} ${node} ${program} replicate >>${log} 2>&1`,
    `*/15 * * * * root ${wait}${policy} >>${log} 2>&1`,
  );
}

/** Rotates the log of replication by size, without a process that would have to be told. */
export const renderLogrotate = (): string =>
  lines(
    handMade,
    `${dataFiles.log} {`,
    "  weekly",
    "  maxsize 5M",
    "  rotate 4",
    "  compress",
    "  missingok",
    "  notifempty",
    // A run appends to its own descriptor for as long as it lasts, which is a minute or two.
    "  delaycompress",
    "}",
  );

/** sanoid's config: the policy for each root and, at the same moment, for all below it. */
export function renderSanoid(roots: readonly string[], policy: SnapshotPolicy): string {
  const { hourly, daily, weekly, monthly, yearly } = policy;
  return lines(
    handMade,
    "# Used by the program's own cron line alone: it takes snapshots only where the data is held.",
    ...roots.flatMap((root) => ["", `[${root}]`, "use_template = ha-dns", "recursive = zfs"]),
    "",
    "[template_ha-dns]",
    "autosnap = yes",
    "autoprune = yes",
    "frequently = 0",
    ...Object.entries({ hourly, daily, weekly, monthly, yearly }).map(
      ([kind, count]) => `${kind} = ${count}`,
    ),
  );
}

/** Names the line in authorized_keys that lets a node's key in. */
export const keyMarker = (node: string): string => `ha-dns-replication-${node}`;

export interface AllowedPeer {
  readonly name: string;
  readonly host: string;
  /** `ssh-ed25519 BASE64`. */
  readonly publicKey: string;
}

/** The line of authorized_keys by which a peer may replicate to this host, and nothing else. */
export const renderAuthorizedKey = ({ name, host, publicKey }: AllowedPeer): string =>
  `restrict,from="${host}",command="${dataFiles.node} ${dataFiles.program} serve ${name}" ${publicKey} ${keyMarker(name)}`;

export interface KnownPeer {
  readonly host: string;
  /** As `TYPE BASE64`. */
  readonly hostKeys: readonly string[];
}

/** The known_hosts file by which peers are told apart from whoever has taken their address. */
export function renderKnownHosts(peers: readonly KnownPeer[], port: number): string {
  const name = (host: string) => (port === 22 ? host : `[${host}]:${port}`);
  return lines(
    handMade,
    [...peers]
      .sort((a, b) => a.host.localeCompare(b.host))
      .flatMap(({ host, hostKeys }) => [...hostKeys].sort().map((key) => `${name(host)} ${key}`)),
  );
}
