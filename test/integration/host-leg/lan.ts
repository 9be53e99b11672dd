import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { must, run } from "../../../lab/shell";

const script = path.join(__dirname, "../../../components/files/ha-dns-host-leg.sh");
const port = 5300;
export const vip = "10.77.0.50";
export const hosts = { a: "10.77.0.11", b: "10.77.0.12" } as const;
const pods = { a: "10.77.0.51", b: "10.77.0.52" } as const;
export type Host = keyof typeof hosts;

// Answers each datagram with the address from which it came; prints a line when it does.
const server = `const s = require("dgram").createSocket("udp4");
s.on("message", (_, from) => s.send(from.address, from.port, from.address));
s.bind(${port}, "${vip}", () => console.log("ready"));`;
const client = `const s = require("dgram").createSocket("udp4");
s.on("message", (text, from) => { console.log(text + " from " + from.address); process.exit(0); });
s.send("?", ${port}, "${vip}");
setTimeout(() => { console.log("silent"); process.exit(0); }, 1000);`;

/**
 * Two hosts with a pod each, as macvlan makes them, and a client, on a LAN of network namespaces. A stand-in plays
 * Docker: it only tells a pod's process id and address.
 */
export class HostLan {
  private readonly prefix = `hl${process.pid}`;
  private folder = "";
  private readonly processes: ChildProcess[] = [];
  private server: ChildProcess | undefined;
  private readonly podPids = new Map<Host, number>();

  private ns = (what: string) => `${this.prefix}-${what}`;
  ip = (what: string, ...args: string[]) => must("ip", ["-n", this.ns(what), ...args]);
  inside = (what: string, ...command: string[]) => must("ip", ["netns", "exec", this.ns(what), ...command]);

  async start(): Promise<void> {
    this.folder = await mkdtemp(path.join(os.tmpdir(), "host-leg-"));
    const text = await readFile(script, "utf8");
    for (const host of ["a", "b"] as const) {
      await mkdir(path.join(this.folder, host), { recursive: true });
      const own = text
        .replaceAll("/run/ha-dns", path.join(this.folder, host))
        .replaceAll("/etc/ha-dns/pod", this.folder);
      await writeFile(path.join(this.folder, host, "host-leg"), own);
    }
    await this.setVips([vip]);
    for (const what of ["lan", "client", "a", "b"]) {
      await must("ip", ["netns", "add", this.ns(what)]);
      await this.ip(what, "link", "set", "lo", "up");
    }
    await this.ip("lan", "link", "add", "br0", "type", "bridge");
    await this.ip("lan", "link", "set", "br0", "up");
    await this.attach("client", "10.77.0.9");
    await this.attach("a", hosts.a);
    await this.attach("b", hosts.b);
    await this.makePod("a");
    await this.makePod("b");
  }

  async stop(): Promise<void> {
    for (const child of this.processes) child.kill("SIGKILL");
    for (const what of ["lan", "client", "a", "b", "pod-a", "pod-b"])
      await run("ip", ["netns", "del", this.ns(what)]);
    await rm(this.folder, { recursive: true, force: true });
  }

  setVips = (vips: readonly string[]) => writeFile(path.join(this.folder, "vips"), `${vips.join("\n")}\n`);

  /** A cable from a machine to the LAN's switch. */
  private async attach(what: string, address: string): Promise<void> {
    const cable = [
      "link",
      "add",
      "eth0",
      "type",
      "veth",
      "peer",
      "name",
      `to-${what}`,
      "netns",
      this.ns("lan"),
    ];
    await this.ip(what, ...cable);
    await this.ip("lan", "link", "set", `to-${what}`, "master", "br0", "up");
    await this.ip(what, "addr", "add", `${address}/24`, "dev", "eth0");
    await this.ip(what, "link", "set", "eth0", "up");
  }

  /** The pod's network namespace, with the settings that its container has. */
  async makePod(host: Host): Promise<void> {
    const pod = `pod-${host}`;
    await must("ip", ["netns", "add", this.ns(pod)]);
    const holder = this.keep(pod, "sleep", "600");
    this.podPids.set(host, holder.pid!);
    for (const setting of [
      "all/arp_ignore=1",
      "default/arp_ignore=1",
      "all/rp_filter=0",
      "default/rp_filter=0",
    ]) {
      const [file, value] = setting.split("=") as [string, string];
      await this.inside(pod, "sh", "-c", `echo ${value} >/proc/sys/net/ipv4/conf/${file}`);
    }
    await this.ip(host, "link", "add", "pod0", "link", "eth0", "type", "macvlan", "mode", "bridge");
    await this.ip(host, "link", "set", "pod0", "netns", this.ns(pod));
    await this.ip(pod, "link", "set", "pod0", "name", "eth0");
    await this.ip(pod, "addr", "add", `${pods[host]}/24`, "dev", "eth0");
    await this.ip(pod, "link", "set", "eth0", "up");
    await this.ip(pod, "link", "set", "lo", "up");
    const docker = path.join(this.folder, host, "docker");
    await writeFile(docker, `#!/bin/sh\necho "${holder.pid} ${pods[host]} "\n`);
    await chmod(docker, 0o755);
  }

  /** Another process and network namespace in the pod's place, as after `docker rm` and `docker run`. */
  async remakePod(host: Host): Promise<void> {
    process.kill(this.podPids.get(host)!, "SIGKILL");
    await this.ip(`pod-${host}`, "link", "del", "eth0");
    await must("ip", ["netns", "del", this.ns(`pod-${host}`)]);
    await this.makePod(host);
  }

  private keep(what: string, ...command: string[]): ChildProcess {
    const child = spawn("nsenter", [`--net=/run/netns/${this.ns(what)}`, ...command]);
    this.processes.push(child);
    return child;
  }

  /** Gives the VIP to a host's pod, and takes it from the other one. */
  async lead(host: Host): Promise<void> {
    for (const other of ["a", "b"] as const)
      await run("ip", ["-n", this.ns(`pod-${other}`), "addr", "del", `${vip}/32`, "dev", "eth0"]);
    await this.ip(`pod-${host}`, "addr", "add", `${vip}/32`, "dev", "eth0");
    for (const what of ["client", "a", "b", "pod-a", "pod-b"])
      await run("ip", ["-n", this.ns(what), "neigh", "flush", "dev", "eth0"]);
    await this.silence();
    this.server = this.keep(`pod-${host}`, process.execPath, "-e", server);
    await once(this.server.stdout!, "data");
  }

  private async silence(): Promise<void> {
    if (!this.server) return;
    const ended = once(this.server, "exit");
    this.server.kill("SIGKILL");
    await ended;
    this.server = undefined;
  }

  /** What the VIP says to a machine: the address that it saw, and its own. */
  ask = async (what: Host | "client"): Promise<string> =>
    (await this.inside(what, process.execPath, "-e", client)).trim();

  async leg(host: Host, action: "up" | "down"): Promise<string> {
    const folder = path.join(this.folder, host);
    const command = `PATH='${folder}':$PATH exec bash '${folder}/host-leg' ${action} eth0 pod-${host}`;
    return (await this.inside(host, "sh", "-c", command)).trim();
  }
}
