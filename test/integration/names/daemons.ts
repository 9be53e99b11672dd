import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { unboundContext } from "../../../components/images/contexts";
import { renderServers } from "../../../components/render/pihole-dnsmasq";
import { renderZones } from "../../../components/render/unbound-zones";
import type { NodePlan } from "../../../components/config/plan";
import { unboundFiles } from "../../../components/unbound";
import { prepareContext } from "../../../lab/standins/pihole/bundle";
import { Progress } from "../../../lab/progress";
import { labSettings } from "../../../lab/settings";
import { docker, run, until } from "../../../lab/shell";
import { baseImages } from "../../../lab/cluster/base-images";
import { buildImage } from "../../../lab/cluster/images";

const root = path.join(__dirname, "../../..");
const name = "ha-dns-test-names";
export const daemonNames = { unbound: name, pihole: `${name}-pihole` } as const;

/** The images of Unbound and of what plays Pi-hole; built if they are missing. */
export async function images(): Promise<{ readonly unbound: string; readonly pihole: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), "ha-dns-names-"));
  try {
    const progress = new Progress(() => undefined);
    const bases = await baseImages(labSettings(root), progress, process.execPath);
    const context = unboundContext();
    await prepareContext(path.join(folder, "pihole"));
    return {
      unbound: await buildImage(
        { name: "unbound", context: context.folder, key: context.digest, base: bases.debian.local },
        progress,
      ),
      pihole: await buildImage(
        { name: "pihole", context: path.join(folder, "pihole"), base: bases.node.local },
        progress,
      ),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs a script in a container of an image that reaches nothing; `before` is done first. */
export const inImage = (image: string, script: string, before = "true") =>
  run(
    "docker",
    ["run", "--rm", "-i", "--network", "none", "--entrypoint", "sh", image, "-c", `${before}; exec sh`],
    {
      stdin: script,
    },
  );

/** Unbound with a plan's files, dnsmasq as Pi-hole starts it before it, and a router that answers; nothing beyond. */
export class Daemons {
  readonly folder = mkdtempSync(path.join(tmpdir(), "ha-dns-names-"));

  constructor(private readonly used: Awaited<ReturnType<typeof images>>) {
    // Unbound reads them as a user of its own.
    chmodSync(this.folder, 0o755);
    for (const part of ["zones", "dnsmasq"]) mkdirSync(path.join(this.folder, part));
  }

  private write(file: string, text: string): void {
    writeFileSync(path.join(this.folder, file), text);
  }

  /** Lays the files of a plan down; its Unbounds and its router are all at 127.0.0.1. */
  lay(plan: NodePlan): void {
    const local = (text: string) =>
      text.replace("    do-ip6: no\n", "    do-ip6: no\n    do-not-query-localhost: no\n");
    for (const [file, text] of Object.entries({ ...unboundFiles(plan, root), ...renderZones(plan) }))
      this.write(file, local(text));
    this.write("dnsmasq/servers", renderServers(plan).replaceAll(/192\.168\.8\.25[34]#/g, "127.0.0.1#"));
  }

  async start(plan: NodePlan, router: string, dnsmasq: string): Promise<void> {
    await this.stop();
    this.lay(plan);
    this.write("router.conf", router);
    this.write("pihole.conf", dnsmasq);
    const mount = ["--volume", `${this.folder}:/etc/unbound:ro`, "--tmpfs", "/run/ha-dns/unbound"];
    await docker(["run", "--detach", "--name", name, "--network", "none", ...mount, this.used.unbound]);
    await docker(["exec", "--detach", name, "unbound", "-d", "-c", "/etc/unbound/router.conf"]);
    await docker([
      "run",
      "--detach",
      "--name",
      `${name}-pihole`,
      "--network",
      `container:${name}`,
      "--volume",
      `${this.folder}:/names:ro`,
      "--entrypoint",
      "dnsmasq",
      this.used.pihole,
      "--keep-in-foreground",
      "--conf-file=/names/pihole.conf",
      "--log-facility=-",
    ]);
    // dnsmasq is the container's first process, and has long been running.
    const pid = "echo 1 >/run/pihole-FTL.pid && touch -d '1 minute ago' /run/pihole-FTL.pid";
    await docker(["exec", daemonNames.pihole, "sh", "-c", pid]);
    await until("DNS answers", 10_000, async () => (await this.ask("localhost")) === "127.0.0.1");
  }

  /** Has both take the files up as a deployment does, without a restart. */
  async reload(): Promise<void> {
    await docker(["exec", name, "unbound-control", "-c", "/etc/unbound/unbound.conf", "fast_reload"]);
    await docker(["kill", "--signal", "HUP", `${name}-pihole`]);
  }

  async stop(): Promise<void> {
    await run("docker", ["rm", "--force", "--volumes", name, `${name}-pihole`]);
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** What dig prints in short for a question that is asked where clients ask. */
  async ask(question: string): Promise<string> {
    const words = ["dig", "+short", "+time=2", "+retry=0", "@127.0.0.1", ...question.split(" ")];
    const { stdout } = await run("docker", ["exec", `${name}-pihole`, ...words]);
    return stdout.replace(/^;.*$/gm, "").trim();
  }
}
