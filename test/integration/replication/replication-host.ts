import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { buildSync } from "esbuild";
import { replicationKey } from "../../../components/replication-key";
import { renderAuthorizedKey, renderKnownHosts } from "../../../components/render/replication-files";
import { releaseAt } from "../../../lab/releases";
import { docker, must, run, until, type Result } from "../../../lab/shell";
import type { DataConfig } from "../../../runtime/contract/data-config";
import { dataStateSchema, type DataState } from "../../../runtime/contract/data-state";
import { dataFiles, files } from "../../../runtime/contract/files";
import { builtHostImage, zfsOptions } from "../host-container";
import { sampleDataConfig } from "../../unit/runtime/data/sample-config";

const root = path.join(__dirname, "../../..");
export const clusterSecret = "a secret of the test's own";

/** Two hosts, each of another Debian release, in a network of their own, each with a real ZFS (for FUSE), a real sshd and syncoid. */
export class ReplicationHosts {
  private constructor(
    readonly a: ReplicationHost,
    readonly b: ReplicationHost,
    private readonly network: string,
    private readonly folder: string,
  ) {}

  static async start(roots: DataConfig["roots"]): Promise<ReplicationHosts> {
    // One after the other: they share base images, which two builds at once would make twice.
    const images = [await builtHostImage(releaseAt(0)), await builtHostImage(releaseAt(1))];
    const folder = await mkdtemp(path.join(os.tmpdir(), "replication-test-"));
    const program = path.join(folder, "data.js");
    buildSync({
      entryPoints: [path.join(__dirname, "program.ts")],
      outfile: program,
      bundle: true,
      platform: "node",
      target: "node24",
      logLevel: "silent",
    });
    const network = `ha-dns-test-repl-${process.pid}`;
    await docker(["network", "create", "--internal", network]);
    const [a, b] = await Promise.all(
      ["a", "b"].map((name, at) => ReplicationHost.start(name, images[at]!, network, program)),
    );
    for (const [host, peer] of [
      [a!, b!],
      [b!, a!],
    ] as const)
      await host.configure(peer, roots);
    return new ReplicationHosts(a!, b!, network, folder);
  }

  async stop(): Promise<void> {
    for (const host of [this.a, this.b]) await host.stop();
    await run("docker", ["network", "rm", this.network]);
    await rm(this.folder, { recursive: true, force: true });
  }
}

export class ReplicationHost {
  private heartbeat: NodeJS.Timeout | undefined;
  private beating = Promise.resolve();

  private constructor(
    readonly name: string,
    readonly container: string,
    readonly address: string,
  ) {}

  static async start(
    name: string,
    image: string,
    network: string,
    program: string,
  ): Promise<ReplicationHost> {
    const container = `${network}-${name}`;
    await docker([
      "run",
      "--detach",
      "--name",
      container,
      "--network",
      network,
      ...zfsOptions,
      "--volume",
      `${process.execPath}:${dataFiles.node}:ro`,
      "--volume",
      `${program}:${dataFiles.program}:ro`,
      "--volume",
      `${path.join(root, "components/files/ha-dns-policy-snapshots")}:${dataFiles.policy}:ro`,
      "--entrypoint",
      "zfs-fuse",
      image,
      "-n",
      "--no-kstat-mount",
    ]);
    const format = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
    const address = (await docker(["inspect", "--format", format, container])).trim();
    const host = new ReplicationHost(name, container, address);
    await until("zfs answers", 20_000, async () => (await host.try("zfs list")).code === 0);
    await host.sh("truncate -s 512M /var/lib/pool && zpool create tank /var/lib/pool");
    await host.sh(
      "mkdir -p /run/sshd /var/log/ha-dns /var/lib/ha-dns/data /run/ha-dns && " +
        "mkdir -p -m 700 /etc/ha-dns /etc/ha-dns/secrets /root/.ssh && ssh-keygen -A && /usr/sbin/sshd",
    );
    return host;
  }

  readonly try = (command: string): Promise<Result> =>
    run("docker", ["exec", this.container, "sh", "-c", command]);

  readonly sh = (command: string): Promise<string> =>
    must("docker", ["exec", this.container, "sh", "-c", command]);

  readonly write = (file: string, text: string, mode = "644"): Promise<string> =>
    must(
      "docker",
      [
        "exec",
        "-i",
        this.container,
        "sh",
        "-c",
        `mkdir -p "$(dirname "$1")" && cat >"$1.new" && chmod ${mode} "$1.new" && mv "$1.new" "$1"`,
        "sh",
        file,
      ],
      {
        stdin: text,
      },
    );

  async configure(peer: ReplicationHost, roots: DataConfig["roots"]): Promise<void> {
    const config: DataConfig = {
      ...sampleDataConfig,
      node: this.name,
      host: this.address,
      interface: "eth0",
      gateway: this.address,
      peers: [{ name: peer.name, host: peer.address }],
      roots,
    };
    await this.write(dataFiles.config, JSON.stringify(config));
    await this.write(dataFiles.sshKey, replicationKey(clusterSecret, this.name).privateKey, "600");
    const { publicKey } = replicationKey(clusterSecret, peer.name);
    await this.write(
      "/root/.ssh/authorized_keys",
      `${renderAuthorizedKey({ name: peer.name, host: peer.address, publicKey })}\n`,
      "600",
    );
    const hostKey = (await peer.sh("cut -d' ' -f1,2 /etc/ssh/ssh_host_ed25519_key.pub")).trim();
    await this.write(
      dataFiles.knownHosts,
      renderKnownHosts([{ host: peer.address, hostKeys: [hostKey] }], 22),
    );
  }

  /** Plays the host's keeper: says and refreshes whose the data is, until it is told something else. */
  async keep(state: DataState["state"], epoch: number): Promise<void> {
    clearInterval(this.heartbeat);
    await this.beating;
    const beat = () => {
      const writable = state === "holder";
      const said = dataStateSchema.parse({
        node: this.name,
        at: Date.now(),
        state,
        reason: "",
        since: 0,
        epoch,
        writable,
        released: null,
        roots: [],
        services: [],
        replication: [],
        kept: [],
        maxLagSeconds: 300,
        latest: false,
        wants: false,
      });
      this.beating = this.beating
        .then(() => this.write(files.dataState, JSON.stringify(said)))
        .then(() => this.write(dataFiles.role, writable ? "holder" : "replica"))
        .then(() => undefined);
    };
    beat();
    await this.beating;
    this.heartbeat = setInterval(beat, 1_500);
  }

  /** Lets the keeper fall silent. */
  async silence(): Promise<void> {
    clearInterval(this.heartbeat);
    await this.beating;
    await this.sh(`rm -f ${files.dataState} ${dataFiles.role}`);
  }

  /** What a keeper does where it takes the data over, and lets it go. */
  readonly writable = (on: boolean): Promise<string> =>
    this.sh(`${dataFiles.node} ${dataFiles.program} writable ${on ? "on" : "off"}`);

  /** A command as a peer's ssh would give it, with that peer's key. */
  readonly ask = (peer: ReplicationHost, command: string, input = ""): Promise<Result> =>
    run(
      "docker",
      [
        "exec",
        "-i",
        this.container,
        "ssh",
        "-T",
        "-o",
        "BatchMode=yes",
        "-i",
        dataFiles.sshKey,
        "-o",
        `UserKnownHostsFile=${dataFiles.knownHosts}`,
        `root@${peer.address}`,
        command,
      ],
      { stdin: input },
    );

  readonly replicate = (): Promise<Result> =>
    this.try(`${dataFiles.node} ${dataFiles.program} replicate --json`);

  async stop(): Promise<void> {
    clearInterval(this.heartbeat);
    await this.beating.catch(() => undefined);
    await run("docker", ["rm", "--force", "--volumes", this.container]);
  }
}
