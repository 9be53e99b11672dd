import { ownUser } from "../runtime/contract/names";

/** Capabilities as Docker reads them back, with the reason for each. */
export type Capabilities = Readonly<Partial<Record<`CAP_${string}`, string>>>;

/** What a container is allowed beyond the least, each with its reason, and how much of the host it may use. */
export interface Rights {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Why it starts as root; without it, everything in it runs as the user `ownUser`. */
  readonly root?: string;
  /** Why it may write to its image's files; without it, only its mounts can be written to. */
  readonly writable?: string;
  /** Folders in memory by path, each with the reason for it. */
  readonly tmpfs?: Readonly<Record<string, string>>;
  /** MB of memory, without what is swapped out. */
  readonly memory: number;
  /** Processes and threads. */
  readonly pids: number;
  /** The kernel's -1000 to 1000: if the host runs out of memory, what has the higher number ends first. */
  readonly oomScoreAdj: number;
}

/**
 * The part of a container's shape that follows from its rights: no capability, user, writable file or new privilege
 * but what they name. Docker's default seccomp profile stays. The supervisor sets the limits that Pulumi's Docker
 * provider does not know (`renderLimits`).
 */
export function hardened({ name, capabilities, root, writable, tmpfs = {}, memory }: Rights) {
  const adds = Object.keys(capabilities).sort();
  const folders = Object.keys(tmpfs).map((folder) => [folder, ""]);
  return {
    name,
    capabilities: adds.length === 0 ? { drops: ["ALL"] } : { adds, drops: ["ALL"] },
    securityOpts: ["no-new-privileges"],
    readOnly: writable === undefined,
    ...(root === undefined && { user: `${ownUser}:${ownUser}` }),
    ...(folders.length > 0 && { tmpfs: Object.fromEntries(folders) as Record<string, string> }),
    memory,
    // Without a limit of its own, Docker allows as much swap again: that a plugin would read back as a change.
    memorySwap: -1,
  };
}
