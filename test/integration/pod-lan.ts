import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { buildSync } from "esbuild";
import { ownImage } from "../../lab/deploy/program-images";
import { Progress } from "../../lab/progress";
import { labSettings } from "../../lab/settings";
import { docker, run } from "../../lab/shell";
import { baseImages } from "../../lab/cluster/base-images";
import { createNetwork } from "./create-network";

const root = path.join(__dirname, "../..");

export interface PodLanParts {
  /** A word for the names of its containers. */
  readonly subject: string;
  /** The IPv6 subnet of the plan, for a network of both families. */
  readonly subnet6?: string;
  /** Where the programs lie that the containers have in /test: `.ts` is bundled, anything else is copied. */
  readonly source: string;
  readonly programs: readonly string[];
}

/** A network of its own with containers of the runtime's image, for tests of what runs in a pod. */
export class PodLan {
  readonly name: string;
  /** /test of every container. */
  folder = "";
  private image = "";
  private prefix = "";
  private readonly machines: string[] = [];

  constructor(private readonly parts: PodLanParts) {
    this.name = `ha-dns-test-${parts.subject}-${process.pid}`;
  }

  /** Must be stopped even if it fails. */
  async start(): Promise<void> {
    const { subject, subnet6 } = this.parts;
    this.folder = await mkdtemp(path.join(os.tmpdir(), `${subject}-test-`));
    this.image = await runtimeImage();
    await this.bringPrograms();
    await createNetwork(this.name, (subnet) => {
      this.prefix = subnet.split(".").slice(0, 3).join(".");
      return ["--internal", ...(subnet6 === undefined ? [] : ["--ipv6", "--subnet", this.here(subnet6)])];
    });
  }

  async stop(): Promise<void> {
    // What shares another one's network was made after it.
    for (const machine of [...this.machines].reverse())
      await run("docker", ["rm", "--force", "--volumes", this.container(machine)]);
    await run("docker", ["network", "rm", this.name]);
    await rm(this.folder, { recursive: true, force: true });
  }

  /** A text of the plan, with this network's addresses. */
  here = (text: string): string =>
    text.replaceAll("192.168.8.", `${this.prefix}.`).replaceAll("fd00:53:", `fd00:${this.network6()}:`);

  container = (machine: string): string => `${this.name}-${machine}`;

  inside = (machine: string, ...command: readonly string[]): Promise<string> =>
    docker(["exec", this.container(machine), ...command]);

  /** Makes a container; `options` are Docker's, and it runs `command` of the image. */
  machine(
    machine: string,
    options: readonly string[],
    command: readonly string[] = ["sleep", "infinity"],
  ): Promise<string> {
    this.machines.push(machine);
    const [entry, ...words] = command;
    return docker([
      "run",
      "--detach",
      "--init",
      "--name",
      this.container(machine),
      "--volume",
      `${this.folder}:/test:ro`,
      ...options,
      "--entrypoint",
      entry!,
      this.image,
      ...words,
    ]);
  }

  /** Lays files down, with this network's addresses; resolves to the folder that has them. */
  async files(machine: string, texts: Readonly<Record<string, string>>): Promise<string> {
    const folder = path.join(this.folder, machine);
    await mkdir(folder);
    for (const [name, text] of Object.entries(texts))
      await writeFile(path.join(folder, name), this.here(text));
    return folder;
  }

  private async bringPrograms(): Promise<void> {
    const { source, programs } = this.parts;
    for (const program of programs) {
      const { name, ext } = path.parse(program);
      if (ext !== ".ts") await cp(path.join(source, program), path.join(this.folder, path.basename(program)));
      else
        buildSync({
          entryPoints: [path.join(source, program)],
          outfile: path.join(this.folder, `${name}.js`),
          bundle: true,
          platform: "node",
          target: "node24",
          logLevel: "silent",
        });
    }
  }

  /** From the IPv4 subnet, which no other network of this machine has. */
  private network6(): string {
    const [a, b, c] = this.prefix.split(".").map(Number) as [number, number, number];
    return `${((a << 8) | b).toString(16)}:${(c || 1).toString(16)}`;
  }
}

async function runtimeImage(): Promise<string> {
  const quiet = new Progress(() => undefined);
  const bases = await baseImages(labSettings(root), quiet, process.execPath);
  return ownImage("runtime", root, bases, quiet);
}

export const capabilities = (...names: readonly string[]): string[] =>
  names.flatMap((name) => ["--cap-add", name]);

export const sysctlOptions = (values: Readonly<Record<string, string>>): string[] =>
  Object.entries(values).flatMap(([key, value]) => ["--sysctl", `${key}=${value}`]);
