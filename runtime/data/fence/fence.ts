import { setTimeout as sleep } from "node:timers/promises";
import type { DataConfig } from "../../contract/data-config";
import { lastWords, runCommand } from "../run-command";
import type { Fence, Holding, LookFor } from "../ports";

/** Runs a program of the host; see `runCommand`. */
type Run = typeof runCommand;

const commandMs = 5_000;
/** A router that has just changed an entry does not change it again within a second: it is told several times. */
const announcements = 4;
const announceMs = 1_100;

/**
 * Asks the router whose the fence address is. Each node that believes to have it pings the router from it: the router
 * sends its replies to the one that its ARP table names, which is the one that announced itself last.
 */
export class RouterFence implements Fence {
  stranger = "";
  private announcing: AbortController | undefined;

  constructor(
    private readonly config: Pick<DataConfig, "fenceAddress" | "interface" | "gateway" | "host" | "peers">,
    private readonly run: Run = runCommand,
  ) {}

  async claim(): Promise<void> {
    const { fenceAddress, interface: link } = this.config;
    if (fenceAddress === "") throw new Error("there is no fenceAddress in the config");
    this.announcing?.abort();
    // Else this host's own ARP requests, for packets from that address, would tell the router that it is here.
    await this.must("sysctl", ["-q", "-w", `net.ipv4.conf.${link}.arp_announce=2`]);
    await this.must("ip", ["addr", "replace", `${fenceAddress}/32`, "dev", link]);
    const announcing = new AbortController();
    this.announcing = announcing;
    await this.announce();
    void this.goOn(announcing.signal);
  }

  async release(): Promise<void> {
    const { fenceAddress, interface: link } = this.config;
    this.announcing?.abort();
    if (fenceAddress === "") return;
    const { code, stdout } = await this.ask("ip", [
      "-o",
      "-4",
      "addr",
      "show",
      "dev",
      link,
      "to",
      `${fenceAddress}/32`,
    ]);
    if (code === 0 && stdout.trim() === "") return;
    await this.must("ip", ["addr", "del", `${fenceAddress}/32`, "dev", link]);
  }

  async look(whom: LookFor): Promise<Holding> {
    const { fenceAddress, host } = this.config;
    if (fenceAddress === "") return "no-router";
    if (await this.answers(fenceAddress, 1)) return this.found(whom);
    // One lost packet must not stop a service.
    const [fence, own, elsewhere] = await Promise.all([
      this.answers(fenceAddress, 3),
      this.answers(host, 3),
      whom === "other" ? Promise.resolve<Holding>("not-mine") : this.whose(),
    ]);
    if (fence) return this.found(whom);
    return own ? elsewhere : "no-router";
  }

  /** The router knows: to go on announcing could only take the address from another. */
  private async found(whom: LookFor): Promise<Holding> {
    this.announcing?.abort();
    // Who answers in the router's name may lie. A holder that lives and is heard says so itself.
    this.stranger = whom === "claimer" ? (await this.owners())[0] : "";
    return this.stranger === "" ? "mine" : "shared";
  }

  /** Whose it is if it is not here: anybody can tell a router so, but then who has it is no peer's host. */
  private async whose(): Promise<Holding> {
    const [mac, peers] = await this.owners();
    this.stranger = peers.includes(mac) ? "" : mac;
    if (mac === "") return "nobody";
    return this.stranger === "" ? "not-mine" : "stranger";
  }

  /** The MAC addresses of the other device that has the fence address ("" for none), and of the peers' hosts. */
  private async owners(): Promise<readonly [mac: string, peers: readonly string[]]> {
    const { fenceAddress, gateway, peers } = this.config;
    const [mac = "", router, ...hosts] = await Promise.all(
      [fenceAddress, gateway, ...peers.map(({ host }) => host)].map((address) => this.macOf(address)),
    );
    // A router that answers ARP in everybody's name says nothing by that.
    return mac === router ? ["", []] : [mac, hosts.filter((host) => host !== "")];
  }

  /** The MAC address of another device that says that it has an address; "" if none does. */
  private async macOf(address: string): Promise<string> {
    const options = ["-D", "-c", "2", "-w", "1", "-I", this.config.interface, address];
    const { stdout } = await this.ask("arping", options);
    return /\[([0-9A-Fa-f:]{17})\]/.exec(stdout)?.[1]?.toLowerCase() ?? "";
  }

  /** Whether the router's replies to `from` come here; no if the address is not here. */
  private async answers(from: string, count: number): Promise<boolean> {
    const pace = ["-n", "-q", "-c", String(count), "-i", "0.2", "-W", "1"];
    return (await this.ask("ping", [...pace, "-I", from, this.config.gateway])).code === 0;
  }

  private async goOn(signal: AbortSignal): Promise<void> {
    try {
      for (let count = 1; count < announcements; count++) {
        await sleep(announceMs, undefined, { signal });
        await this.announce();
      }
    } catch {
      // Another claim, a release or the router's word has ended it; whether it reached the router, `look` tells.
    }
  }

  private announce(): Promise<void> {
    const { fenceAddress, interface: link } = this.config;
    return this.must("arping", [
      "-q",
      "-U",
      "-c",
      "1",
      "-w",
      "1",
      "-I",
      link,
      "-s",
      fenceAddress,
      fenceAddress,
    ]);
  }

  private ask(program: string, args: readonly string[]) {
    return this.run(program, args, { deadlineMs: commandMs });
  }

  private async must(program: string, args: readonly string[]): Promise<void> {
    const result = await this.ask(program, args);
    if (result.code !== 0) throw new Error(`${program} ${args.join(" ")}: ${lastWords(result)}`);
  }
}
