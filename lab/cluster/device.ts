import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { preflightScript } from "../../components/preflight/facts/preflight-scripts";
import { type LabSettings, names } from "../settings";
import { docker, must, run } from "../shell";
import { labIdentity, ownLabels } from "./identity";
import { type ClientPrograms, installClient } from "../load/programs";
import { poll } from "../poll";
import type { HostCommand } from "./reach";
import type { DoorsAttack, Impostor } from "../load/attack-protocol";

const link = "eth0";
/** A program that cannot start its work has exited by then. */
const standsMs = 300;

/** A hostile device of the lab's LAN: it knows no secret, and may send whatever it likes. */
export class Device {
  private readonly name = `${names.prefix}device`;
  private readonly running = new Set<ChildProcess>();
  private programs: ClientPrograms | undefined;
  private trouble: string | undefined;

  constructor(private readonly settings: LabSettings) {}

  /** Plugs it in. Removes first what an earlier drill left. */
  async start(): Promise<void> {
    await this.stop();
    this.trouble = undefined;
    const identity = await labIdentity(this.settings.folder);
    const image = (await docker(["inspect", "--format", "{{.Image}}", names.client])).trim();
    const [first, ...further] = this.settings.device;
    await docker([
      "run",
      "--detach",
      "--rm",
      "--init",
      ...ownLabels(identity),
      "--name",
      this.name,
      "--hostname",
      "device",
      "--network",
      names.lan,
      "--ip",
      first!,
      "--cap-add",
      "NET_ADMIN",
      "--cap-add",
      "NET_RAW",
      image,
    ]);
    for (const address of further) await this.takeAddress(address);
    this.programs = await installClient(this.name);
  }

  /** Unplugs it, which ends its programs and frees the addresses that it took. Fine if it is already gone. */
  async stop(): Promise<void> {
    const ended = [...this.running].map((child) => new Promise((resolve) => child.once("close", resolve)));
    await run("docker", ["rm", "--force", "--volumes", this.name]);
    await Promise.all(ended);
    this.running.clear();
  }

  /** Throws if one of its programs has exited by itself: then the attack did not last. */
  requireRunning(): void {
    if (this.trouble !== undefined) throw new Error(`the attack broke off: ${this.trouble}`);
  }

  /** Adds an address to its interface, even if another machine has it. */
  takeAddress = (address: string): Promise<string> =>
    this.exec("ip", "address", "add", `${address}/32`, "dev", link);

  /** Attacks the ports of a node that face the LAN; by default from one address. */
  async attackDoors(mode: DoorsAttack["mode"], target: string, from: "one" | "all" = "one"): Promise<void> {
    const addresses = this.settings.device.slice(0, from === "one" ? 1 : undefined);
    const attack: DoorsAttack = { mode, target, from: addresses };
    await this.node("attack", attack);
  }

  /** Answers in a node's name at all of its own addresses. */
  impersonate = (impostor: Impostor): Promise<void> => this.node("impostor", impostor);

  /** Announces by ARP, repeatedly, that it has an address: to all machines, or only to the one at `to`. */
  async claim(address: string, to?: string): Promise<void> {
    const script = `${preflightScript("wire.pl")}\n${await attackScript("arp.pl")}`;
    await this.perl(script, link, address, ...(to === undefined ? [] : [await this.macOf(to)]));
  }

  private async macOf(address: string): Promise<string> {
    await this.exec("ping", "-c", "1", "-W", "2", address);
    const neighbour = await this.exec("ip", "neighbour", "show", address, "dev", link);
    const [, mac] = /lladdr (\S+)/.exec(neighbour) ?? [];
    if (mac === undefined) throw new Error(`no MAC address of ${address} is known`);
    return mac;
  }

  /** Sends VRRP adverts, each way in the name of the first address to the second. */
  async forgeAdverts(vrid: number, ...ways: readonly (readonly [from: string, to: string])[]): Promise<void> {
    await this.perl(await attackScript("forge.pl"), String(vrid), "3600", ...ways.flat());
  }

  private exec = (...command: readonly string[]): Promise<string> =>
    must("docker", ["exec", this.name, ...command], { timeoutMs: 15_000 });

  private perl = (text: string, ...args: readonly string[]): Promise<void> =>
    this.begin(["docker", "exec", "-i", this.name, "nice", "-n", "19", "perl", "-", ...args], text);

  private node(entry: "attack" | "impostor", options: object): Promise<void> {
    const { files } = this.programs!;
    const words = ["nice", "-n", "19", "node", files[entry], JSON.stringify(options)];
    return this.begin(["docker", "exec", "-i", this.name, ...words]);
  }

  /** The programs run at the lowest priority: a real device would not take processor time from the nodes. */
  private async begin([program, ...args]: HostCommand, stdin = ""): Promise<void> {
    const child = spawn(program, args, { stdio: ["pipe", "ignore", "pipe"], detached: true });
    this.running.add(child);
    const said: string[] = [];
    child.stderr.setEncoding("utf8").on("data", (piece: string) => said.push(piece));
    child.stdin.on("error", () => undefined); // It may have ended; `requireRunning` says so.
    child.stdin.end(stdin);
    child.on("error", (error) => (this.trouble ??= error.message));
    child.on("close", (code) => (this.trouble ??= `exit code ${code}: ${said.join("").trim()}`));
    await poll(() => (this.trouble === undefined ? undefined : true), { deadlineMs: standsMs, everyMs: 50 });
    this.requireRunning();
  }
}

const attackScript = (file: string): Promise<string> =>
  readFile(path.join(__dirname, "../scenarios/attacks", file), "utf8");
