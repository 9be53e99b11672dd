import assert from "node:assert/strict";
import { docker, must, run } from "../../../lab/shell";
import { RouterFence } from "../../../runtime/data/fence/fence";
import type { Holding } from "../../../runtime/data/ports";
import { createNetwork } from "../create-network";
import { builtHostImage } from "../host-container";

/** A router and two hosts in containers, on a network of their own that leads nowhere. */
export class Lan {
  private readonly name = `ha-dns-test-fence-${process.pid}`;
  private prefix = "";

  /** Must be stopped even if it fails. */
  async start(): Promise<void> {
    const image = await builtHostImage("bookworm");
    const subnet = await createNetwork(this.name, () => ["--internal"]);
    this.prefix = subnet.split(".").slice(0, 3).join(".");
    for (const [at, machine] of ["router", "a", "b"].entries())
      await docker([
        "run",
        "--detach",
        "--cap-add",
        "NET_ADMIN",
        "--security-opt",
        "systempaths=unconfined",
        "--init",
        "--name",
        this.container(machine),
        "--network",
        this.name,
        "--ip",
        this.address(10 + at),
        "--entrypoint",
        "sleep",
        image,
        "infinity",
      ]);
  }

  async stop(): Promise<void> {
    for (const machine of ["router", "a", "b"])
      await run("docker", ["rm", "--force", "--volumes", this.container(machine)]);
    await run("docker", ["network", "rm", this.name]);
  }

  /** As a host has it; a host that does not know the other one as its peer takes it for a stranger. */
  fence(machine: "a" | "b", knowsPeer = true): RouterFence {
    return new RouterFence(
      {
        fenceAddress: this.address(200),
        interface: "eth0",
        gateway: this.address(10),
        host: this.address(machine === "a" ? 11 : 12),
        peers: knowsPeer ? [{ name: "peer", host: this.address(machine === "a" ? 12 : 11) }] : [],
      },
      (program, args) => run("docker", ["exec", this.container(machine), program, ...args]),
    );
  }

  /** Runs a shell's command in a container. */
  sh = (machine: string, command: string): Promise<string> =>
    must("docker", ["exec", this.container(machine), "sh", "-c", command]);

  /** The hosts hear nothing of each other; the router hears both. */
  async part(): Promise<void> {
    for (const [machine, other] of [
      ["a", 12],
      ["b", 11],
    ] as const) {
      const addresses = `{ ${this.address(other)}, ${this.address(200)} }`;
      const rules = `table netdev apart { chain in { type filter hook ingress device eth0 priority -200; ip saddr ${addresses} drop; arp saddr ip ${addresses} drop; }; }`;
      await this.sh(machine, `nft '${rules}'`);
    }
  }

  /** Ends `part`. */
  async join(): Promise<void> {
    for (const machine of ["a", "b"]) await this.sh(machine, "nft delete table netdev apart");
  }

  power(machine: string, on: boolean): Promise<string> {
    return docker([on ? "start" : "kill", this.container(machine)]);
  }

  private readonly container = (machine: string): string => `${this.name}-${machine}`;
  private readonly address = (last: number): string => `${this.prefix}.${last}`;
}

/** Asks until the router says so; ms that it took. */
export async function sees(fence: RouterFence, wanted: Holding, withinMs: number): Promise<number> {
  const from = performance.now();
  for (;;) {
    const holding = await fence.look("writer");
    const took = performance.now() - from;
    if (holding === wanted) return took;
    assert.ok(took < withinMs, `${holding} for ${took} ms, not ${wanted}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
