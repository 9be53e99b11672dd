import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { renderServiceImages } from "../../../components/render/service-files";
import { projectName } from "../../../runtime/contract/names";
import { Progress } from "../../../lab/progress";
import type { Release } from "../../../lab/releases";
import { labSettings } from "../../../lab/settings";
import { docker, run } from "../../../lab/shell";
import { baseImages } from "../../../lab/cluster/base-images";
import { hostImage } from "../../../lab/cluster/host-image";
import { imageId } from "../../../lab/cluster/images";
import type { DataConfig } from "../../../runtime/contract/data-config";
import { runCommand, type CommandOptions } from "../../../runtime/data/run-command";
import type { ServiceHost } from "../../../runtime/data/services/compose-services";

type ServiceConfig = DataConfig["services"][number];

const root = path.join(__dirname, "../../..");

/** Versions of compose that a host may have. */
export type Variant = "compose-1" | "compose-2";
/** The Debian whose package docker-compose is of that version. */
const releaseOf: Readonly<Record<Variant, Release>> = { "compose-1": "bookworm", "compose-2": "trixie" };

/** A host with one of compose's versions, whose Docker engine is this machine's; its ZFS says what the test says. */
export class ComposeHost {
  /** What each dataset is like; the others are not there. */
  readonly datasets = new Map<string, { readonly mounted: boolean; readonly writable: boolean }>();
  private commands = 0;
  private readonly services = new Set<string>();

  private constructor(
    private readonly container: string,
    readonly folder: string,
    /** A reference to an image that is on the host. */
    readonly image: string,
  ) {}

  static async start(variant: Variant): Promise<ComposeHost> {
    const quiet = new Progress(() => undefined);
    const settings = labSettings(root);
    const bases = await baseImages(settings, quiet, process.execPath);
    const image = await hostImage(settings, bases, releaseOf[variant], quiet);
    const folder = await mkdtemp(path.join(tmpdir(), "ha-dns-services-"));
    const container = `ha-dns-test-${variant}-${process.pid}`;
    await docker([
      "run",
      "--detach",
      "--name",
      container,
      "--network",
      "none",
      "--volume",
      `${folder}:${folder}`,
      "--volume",
      "/var/run/docker.sock:/var/run/docker.sock",
      "--entrypoint",
      "sleep",
      image,
      "infinity",
    ]);
    return new ComposeHost(container, folder, (await imageId(bases.busybox.local))!);
  }

  /** As `up` leaves it on a node. */
  async place(
    name: string,
    compose: string,
    images: readonly string[],
    revision = "1",
  ): Promise<ServiceConfig> {
    const unique = `${name}-${process.pid}`;
    this.services.add(unique);
    const folder = path.join(this.folder, unique);
    const dataset = `tank/${name}`;
    const service = {
      name: unique,
      folder: unique,
      datasets: [dataset],
      images: Object.fromEntries(images.map((it) => [it, this.image])),
    };
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, "compose.yaml"), compose);
    await writeFile(path.join(folder, "images.yaml"), renderServiceImages(service, revision));
    const composeFiles = ["compose.yaml", "images.yaml"].map((file) => path.join(folder, file));
    this.datasets.set(dataset, { mounted: true, writable: true });
    return { name: unique, datasets: service.datasets, composeFiles, images: service.images, revision };
  }

  readonly host: ServiceHost = {
    run: (program, args, options) =>
      program === "zfs"
        ? Promise.resolve({ code: 0, stdout: this.zfs(args), stderr: "" })
        : this.inside(program, args, options),
    read: async (file) => {
      if (file === "/proc/self/mounts")
        return [...this.datasets]
          .map(([name, { writable }]) => `${name} /srv/${name} zfs ${writable ? "rw" : "ro"},xattr 0 0`)
          .join("\n");
      return (await runCommand("docker", ["exec", this.container, "cat", file])).stdout;
    },
  };

  /** What is ended from outside ends in the container too: ending the exec's client alone would leave it. */
  private async inside(program: string, args: readonly string[], options?: CommandOptions) {
    const file = `/run/command-${this.commands++}`;
    const script = `echo $$ >${file}; exec "$@"`;
    const command = ["exec", this.container, "sh", "-c", script, "sh", program, ...args];
    const end = `kill -TERM -- -$(cat ${file}); sleep 2; kill -KILL -- -$(cat ${file})`;
    const kill = () => void run("docker", ["exec", this.container, "sh", "-c", end]);
    options?.signal?.addEventListener("abort", kill, { once: true });
    try {
      return await runCommand("docker", command, options);
    } finally {
      options?.signal?.removeEventListener("abort", kill);
    }
  }

  private zfs(args: readonly string[]): string {
    return args
      .flatMap((name) => {
        const dataset = this.datasets.get(name);
        if (!dataset) return [];
        const values = {
          mountpoint: `/srv/${name}`,
          mounted: dataset.mounted ? "yes" : "no",
          readonly: dataset.writable ? "off" : "on",
        };
        return Object.entries(values).map(([property, value]) => `${name}\t${property}\t${value}`);
      })
      .join("\n");
  }

  /** A container of a service, by what `docker ps` is to say of it. */
  async containers(service: ServiceConfig, format: string, ...more: readonly string[]): Promise<string[]> {
    const label = `label=com.docker.compose.project=${projectName(service.name)}`;
    const listed = await docker(["ps", "--filter", label, "--no-trunc", "--format", format, ...more]);
    return listed.split("\n").filter((line) => line !== "");
  }

  /** Takes away all that was made, also what a test has left running. */
  async stop(): Promise<void> {
    for (const name of this.services) {
      const filter = ["--quiet", "--filter", `label=com.docker.compose.project=${projectName(name)}`];
      const containers = (await docker(["ps", "--all", ...filter])).split("\n").filter((id) => id !== "");
      if (containers.length > 0) await run("docker", ["rm", "--force", "--volumes", ...containers]);
      const networks = (await docker(["network", "ls", ...filter])).split("\n").filter((id) => id !== "");
      if (networks.length > 0) await run("docker", ["network", "rm", ...networks]);
    }
    await run("docker", ["rm", "--force", "--volumes", this.container]);
    await rm(this.folder, { recursive: true, force: true });
  }
}
