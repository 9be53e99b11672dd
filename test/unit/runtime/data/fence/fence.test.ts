import assert from "node:assert/strict";
import { RouterFence } from "../../../../../runtime/data/fence/fence";
import type { Holding, LookFor } from "../../../../../runtime/data/ports";

const config = {
  fenceAddress: "10.0.0.200",
  interface: "eth0",
  gateway: "10.0.0.1",
  host: "10.0.0.11",
  peers: [{ name: "b", host: "10.0.0.12" }],
};
const macs = { router: "02:00:00:00:00:01", peer: "02:00:00:00:00:12", other: "02:00:00:00:00:66" };

interface Scene {
  /** The addresses of this host that the router answers to. */
  readonly pings: readonly string[];
  /** Who says by ARP that it has which address. */
  readonly arp: Readonly<Record<string, string>>;
}

const home = { [config.gateway]: macs.router, [config.peers[0]!.host]: macs.peer };

async function look(whom: LookFor, { pings, arp }: Scene): Promise<readonly [Holding, string]> {
  const fence = new RouterFence(config, (program, args) => {
    const address = args.at(-1)!;
    const from = args[args.indexOf("-I") + 1]!;
    const good = program === "ping" ? pings.includes(from) : arp[address] === undefined;
    const stdout =
      program === "arping" && arp[address] ? `Unicast reply from ${address} [${arp[address]}]` : "";
    return Promise.resolve({ code: good ? 0 : 1, stdout, stderr: "" } as never);
  });
  return [await fence.look(whom), fence.stranger];
}

describe("a look at the fence address", () => {
  const mine = [config.fenceAddress, config.host];
  const lost = [config.host];
  const also = (mac: string) => ({ ...home, [config.fenceAddress]: mac });

  it("says whose it is if the router does not answer to this host", async () => {
    assert.deepEqual(await look("writer", { pings: lost, arp: home }), ["nobody", ""]);
    assert.deepEqual(await look("writer", { pings: lost, arp: also(macs.peer) }), ["not-mine", ""]);
    assert.deepEqual(await look("writer", { pings: lost, arp: also(macs.other) }), ["stranger", macs.other]);
    assert.deepEqual(await look("writer", { pings: [], arp: also(macs.other) }), ["no-router", macs.other]);
    assert.deepEqual(await look("other", { pings: lost, arp: also(macs.other) }), ["not-mine", ""]);
  });

  it("tells a node that is about to write that another device has it as well", async () => {
    assert.deepEqual(await look("claimer", { pings: mine, arp: home }), ["mine", ""]);
    assert.deepEqual(await look("claimer", { pings: mine, arp: also(macs.peer) }), ["shared", macs.peer]);
    assert.deepEqual(await look("writer", { pings: mine, arp: also(macs.peer) }), ["mine", ""]);
  });

  it("makes nothing of a router that answers ARP in everybody's name", async () => {
    assert.deepEqual(await look("claimer", { pings: mine, arp: also(macs.router) }), ["mine", ""]);
    assert.deepEqual(await look("writer", { pings: lost, arp: also(macs.router) }), ["nobody", ""]);
  });
});
