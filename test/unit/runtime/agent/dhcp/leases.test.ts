import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Leases } from "../../../../../runtime/agent/dhcp/leases";

const leaseSeconds = 3_600;
const start = 1_800_000_000;

/** Nodes with a folder each, that hear each other unless they are cut off. */
class House {
  readonly root = mkdtempSync(path.join(tmpdir(), "leases-"));
  readonly nodes: readonly HouseNode[];
  seconds = start;
  cut = false;

  constructor(config: object | null = { domain: "lan", leaseSeconds }) {
    this.nodes = ["pi1", "pi2"].map((name) => new HouseNode(this, name, config));
  }

  /** Both look in turn, until neither has anything new. */
  async look(): Promise<void> {
    for (let round = 0; round < 4; round++) for (const node of this.nodes) await node.leases.look();
  }

  async end(): Promise<void> {
    for (const node of this.nodes) await node.leases.stop();
    rmSync(this.root, { recursive: true });
  }
}

class HouseNode {
  readonly folder: string;
  readonly leases: Leases;
  readonly deleted: string[] = [];
  leads = false;
  broken = false;

  constructor(house: House, name: string, config: object | null) {
    this.folder = path.join(house.root, name);
    for (const part of ["pihole", "leases"]) mkdirSync(path.join(this.folder, part), { recursive: true });
    if (config) writeFileSync(path.join(this.folder, "dhcp.json"), JSON.stringify(config));
    const others = () => house.nodes.filter((node) => node !== this && !house.cut);
    this.leases = new Leases(
      {
        dhcp: path.join(this.folder, "dhcp.json"),
        leases: path.join(this.folder, "leases"),
        pihole: path.join(this.folder, "pihole"),
        reloadPihole: path.join(this.folder, "reload-pihole"),
      },
      {
        leads: () => this.leads,
        peers: () =>
          others().map((node) => ({
            name: path.basename(node.folder),
            podAddress: node.folder,
            leads: node.leads,
            digest: node.leases.seen()?.digest,
          })),
        channel: {
          ask: (address, question) => {
            const node = house.nodes.find(({ folder }) => folder === address)!;
            if (node.broken) return Promise.reject(new Error("no answer in time"));
            const reply = node.leases.routes(question);
            const body = reply && "body" in reply ? reply.body : undefined;
            return Promise.resolve({ status: reply?.status ?? 404, body });
          },
        },
        pihole: {
          ask: ({ path: at }) => {
            this.deleted.push(at);
            return Promise.resolve({ status: 204, body: undefined });
          },
        },
        log: () => undefined,
        now: () => house.seconds * 1_000,
      },
    );
    this.leases.start();
  }

  /** Its Pi-hole has leased these: [last number of the address, device]. */
  leased(...all: readonly (readonly [number, string])[]): void {
    const lines = all.map(
      ([address, device]) =>
        `${start + leaseSeconds} 02:00:00:00:00:${device} 192.168.8.${address} dev-${device} *\n`,
    );
    writeFileSync(path.join(this.folder, "pihole/dhcp.leases"), lines.join(""));
  }

  hosts(): string[] {
    return readdirSync(path.join(this.folder, "leases/hosts"))
      .map((file) => readFileSync(path.join(this.folder, "leases/hosts", file), "utf8").trim())
      .sort();
  }

  names = (): string => readFileSync(path.join(this.folder, "leases/names/leases"), "utf8");
  asksReload = (): boolean => existsSync(path.join(this.folder, "reload-pihole"));
}

describe("leases", () => {
  let house: House;
  let first: HouseNode;
  let second: HouseNode;

  beforeEach(() => {
    house = new House();
    [first, second] = house.nodes as [HouseNode, HouseNode];
    first.leads = true;
  });
  afterEach(() => house.end());

  it("of the leader become reserved addresses and names on every node", async () => {
    first.leased([30, "aa"], [31, "bb"]);
    await house.look();
    for (const node of house.nodes) {
      assert.deepEqual(node.hosts(), ["02:00:00:00:00:aa,192.168.8.30", "02:00:00:00:00:bb,192.168.8.31"]);
      assert.match(node.names(), /^192\.168\.8\.30 dev-aa\.lan dev-aa$/m);
    }
    assert.equal(first.leases.seen()!.digest, second.leases.seen()!.digest);
    assert.equal(second.asksReload(), false);
  });

  it("survive a failover: a device that is away keeps its address for a whole lease", async () => {
    first.leased([30, "aa"]);
    await house.look();
    house.cut = true;
    [first.leads, second.leads] = [false, true];
    house.seconds += leaseSeconds - 10;
    second.leased([150, "cc"]);
    await second.leases.look();
    house.seconds += leaseSeconds - 10;
    second.leased([150, "cc"], [151, "dd"]);
    await second.leases.look();
    assert.ok(second.hosts().includes("02:00:00:00:00:aa,192.168.8.30"));
    house.seconds += 20;
    second.leased([151, "dd"]);
    await second.leases.look();
    assert.ok(!second.hosts().includes("02:00:00:00:00:aa,192.168.8.30"));
    assert.ok(second.asksReload());
  });

  it("of two nodes that led at once are all kept; the leader's win if they conflict", async () => {
    first.leased([30, "aa"], [31, "bb"]);
    await house.look();
    house.cut = true;
    second.leads = true;
    second.leased([30, "ee"], [150, "cc"], [151, "aa"]);
    await house.look();
    [house.cut, second.leads] = [false, false];
    house.seconds += 20;
    // The follower takes the leader's word before the leader has asked it.
    await second.leases.look();
    await house.look();
    assert.deepEqual(first.hosts(), [
      "02:00:00:00:00:aa,192.168.8.30",
      "02:00:00:00:00:bb,192.168.8.31",
      "02:00:00:00:00:cc,192.168.8.150",
    ]);
    assert.deepEqual(second.hosts(), first.hosts());
    assert.equal(first.leases.seen()!.digest, second.leases.seen()!.digest);
    assert.deepEqual(
      [...new Set(second.deleted)],
      ["/api/dhcp/leases/192.168.8.30", "/api/dhcp/leases/192.168.8.151"],
    );
    assert.deepEqual(first.deleted, []);
  });

  it("move to another device, and Pi-hole is told to reload them", async () => {
    first.leased([30, "aa"]);
    await house.look();
    first.leased([30, "bb"]);
    await house.look();
    assert.deepEqual(second.hosts(), ["02:00:00:00:00:bb,192.168.8.30"]);
    assert.ok(second.asksReload());
  });

  it("that cannot be fetched are reported as trouble", async () => {
    first.leased([30, "aa"]);
    first.broken = true;
    await house.look();
    assert.match(second.leases.seen()!.trouble, /the leases of pi1: no answer in time/);
    first.broken = false;
    await house.look();
    assert.equal(second.leases.seen()!.trouble, "");
  });

  it("survive a restart of the agent", async () => {
    first.leased([30, "aa"]);
    await house.look();
    const kept = path.join(second.folder, "leases/book.json");
    assert.match(readFileSync(kept, "utf8"), /192\.168\.8\.30/);
  });

  it("are not handled in a cluster that serves no DHCP", async () => {
    await house.end();
    house = new House(null);
    const { leases } = house.nodes[0]!;
    assert.equal(leases.seen(), undefined);
    assert.equal(leases.routes({ method: "GET", path: "/leases" }), undefined);
  });
});
