import path from "node:path";
import type { Release } from "../../../lab/releases";
import { docker, must, run, until } from "../../../lab/shell";
import type { SshTarget } from "../../../providers/ssh/target";
import { builtHostImage, zfsOptions } from "../host-container";
import { startSshServer, type SshServer } from "../ssh-server";

export const root = path.join(__dirname, "../../..");

/** A container in which a real ZFS runs (for FUSE), with an SSH server on loopback whose commands run in it. */
export class ZfsHost {
  private constructor(
    readonly container: string,
    private readonly server: SshServer,
    readonly target: SshTarget,
  ) {}

  /** A host of this Debian release; of the newest if nothing is said, whose mount is the strictest. */
  static async start(release: Release = "trixie"): Promise<ZfsHost> {
    const container = `ha-dns-test-zfs-${process.pid}`;
    const image = await builtHostImage(release);
    await docker([
      "run",
      "--detach",
      "--name",
      container,
      "--network",
      "none",
      ...zfsOptions,
      // As a unit of systemd's does, it starts the daemon again where that dies.
      "--entrypoint",
      "sh",
      image,
      "-c",
      "while :; do zfs-fuse -n --no-kstat-mount; sleep 0.2; done",
    ]);
    await until("zfs answers", 20_000, async () => (await inside(container, "zfs list")).code === 0);
    const server = await startSshServer([], ["docker", "exec", "-i", container, "sh", "-c"]);
    return new ZfsHost(container, server, server.target);
  }

  /** Runs a shell's command on the host, as somebody at its console; throws if it fails. */
  readonly sh = (command: string): Promise<string> =>
    must("docker", ["exec", this.container, "sh", "-c", command]);

  /** Starts a command that goes on by itself; it ends with the host. */
  readonly inBackground = (command: string): Promise<string> =>
    docker(["exec", "--detach", this.container, "sh", "-c", command]);

  readonly succeeds = async (command: string): Promise<boolean> =>
    (await inside(this.container, command)).code === 0;

  /** What `zfs get` says of a property, with its source: `on local`. */
  readonly property = async (dataset: string, name: string): Promise<string> =>
    (await this.sh(`zfs get -Hp -o value,source ${name} ${dataset}`)).trim().replace("\t", " ");

  async stop(): Promise<void> {
    await this.server.close();
    await run("docker", ["rm", "--force", "--volumes", this.container]);
  }
}

const inside = (container: string, command: string) =>
  run("docker", ["exec", container, "sh", "-c", command]);
