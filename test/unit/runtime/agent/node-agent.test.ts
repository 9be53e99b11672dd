import assert from "node:assert/strict";
import dgram from "node:dgram";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { NodeAgent } from "../../../../runtime/agent/node-agent";
import { pathsUnder, type Paths } from "../../../../runtime/agent/agent-paths";
import { SharedFiles } from "../../../../runtime/agent/shared-files";
import type { AgentConfig } from "../../../../runtime/contract/agent-config";
import { agentConfig } from "./sample";
import { until as untilSo } from "../../../../lab/shell";

/** A DNS server on loopback that can be made to fall silent. */
class FakePihole {
  answers = true;
  private stopped = false;
  private readonly socket = dgram.createSocket("udp4");

  async start(): Promise<number> {
    this.socket.on("message", (query, from) => {
      if (!this.answers) return;
      const header = Buffer.from([query[0]!, query[1]!, 0x85, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
      const question = query.subarray(12);
      const address = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 192, 0, 2, 1]);
      this.socket.send(Buffer.concat([header, question, address]), from.port, from.address);
    });
    await new Promise<void>((resolve) => this.socket.bind(0, "127.0.0.1", resolve));
    return this.socket.address().port;
  }

  stop(): void {
    if (!this.stopped) this.socket.close();
    this.stopped = true;
  }
}

const until = (what: string, check: () => boolean) => untilSo(what, 4_000, check, 5);

describe("agent", () => {
  let paths: Paths;
  let pihole: FakePihole;
  let web: http.Server;
  let webAnswers: boolean;
  let agent: NodeAgent;
  let agentWith: (change: Partial<AgentConfig>) => NodeAgent;
  let events: string[];
  const config: AgentConfig = {
    ...agentConfig,
    unboundAddress: "127.0.0.1",
    peers: [],
    failbackDelaySeconds: 0.3,
    probe: { ...agentConfig.probe, intervalMs: 10, deadlineMs: 40, fall: 3, rise: 3 },
  };
  const text = (file: keyof Paths) => {
    try {
      return fs.readFileSync(paths[file], "utf8").trim();
    } catch {
      return undefined;
    }
  };
  const keepalivedSays = (state: string) => fs.writeFileSync(paths.vrrpState, state);

  beforeEach(async () => {
    paths = pathsUnder(fs.mkdtempSync(path.join(os.tmpdir(), "agent-")));
    fs.mkdirSync(path.dirname(paths.role), { recursive: true });
    pihole = new FakePihole();
    events = [];
    const port = await pihole.start();
    webAnswers = false;
    web = http.createServer((_, response) => void (webAnswers && response.end("{}")));
    await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
    const ports = { dns: port, unbound: port, web: (web.address() as AddressInfo).port };
    const log = (event: string, fields = {}) => void events.push(`${event} ${JSON.stringify(fields)}`);
    const nobody = () => Promise.reject(new Error("there is no peer"));
    agentWith = (change) =>
      new NodeAgent({ ...config, ...change }, new SharedFiles(paths), log, undefined, nobody, ports);
    agent = agentWith({});
  });

  afterEach(async () => {
    keepalivedSays("BACKUP");
    await agent.stop();
    pihole.stop();
    web.close();
    web.closeAllConnections();
  });

  it("writes the claim before it ends the fault, and the role of keepalived's word", async () => {
    keepalivedSays("FAULT");
    fs.writeFileSync(paths.health, "1\n");
    await agent.start();
    await until("health 0", () => text("health") === "0");
    const order = events.map((event) => event.split(" ")[0]).filter((name) => name?.endsWith(".written"));
    assert.deepEqual(order.slice(0, 2), ["claim.written", "health.written"]);
    assert.equal(text("role"), "follower");
    keepalivedSays("MASTER");
    await until("leader", () => text("role") === "leader" && text("claim") === "0");
  });

  it("restores a track file that somebody else overwrote", async () => {
    keepalivedSays("BACKUP");
    await agent.start();
    await until("health 0", () => text("health") === "0");
    fs.writeFileSync(paths.health, "1\n");
    await until("health 0 again", () => text("health") === "0");
  });

  it("keeps a working VIP's files untouched at its own restart until it has a verdict", async () => {
    keepalivedSays("MASTER");
    fs.writeFileSync(paths.health, "0\n");
    fs.writeFileSync(paths.claim, "0\n");
    await agent.start();
    await until("leading", () => agent.snapshot().health.name === "leading");
    assert.deepEqual(
      events.filter((event) => event.includes(".written")),
      [],
    );
  });

  it("sets the fault when Pi-hole falls silent, and ends it when it answers again", async () => {
    keepalivedSays("BACKUP");
    await agent.start();
    await until("health 0", () => text("health") === "0");
    pihole.answers = false;
    await until("health 1", () => text("health") === "1");
    assert.equal(agent.snapshot().health.name, "faulted");
    pihole.answers = true;
    await until("health 0 again", () => text("health") === "0");
  });

  it("sets the fault as soon as Pi-hole's process has ended", async () => {
    // No number of failed probes makes a fault here.
    agent = agentWith({ probe: { ...config.probe, fall: 1_000_000 } });
    await agent.start();
    keepalivedSays("BACKUP");
    await until("healthy", () => text("health") === "0");
    pihole.stop();
    web.closeAllConnections();
    web.close();
    await until("the fault", () => text("health") === "1");
    const told = events.find((event) => event.startsWith("state.changed") && event.includes("faulted"));
    assert.match(told ?? "", /refused/);
  });

  it("leaves the VIP where it is while Pi-hole is busy, and moves it where it hangs", async () => {
    keepalivedSays("BACKUP");
    webAnswers = true;
    await agent.start();
    await until("health 0", () => text("health") === "0");
    pihole.answers = false;
    await until("more silent probes than make a fault", () => agent.snapshot().health.badInARow > 5);
    assert.equal(text("health"), "0");
    webAnswers = false;
    await until("health 1", () => text("health") === "1");
  });

  it("drains in order: the claim falls first, the fault follows only when a peer leads", async () => {
    keepalivedSays("MASTER");
    await agent.start();
    await until("leading", () => text("claim") === "0" && text("health") === "0");
    fs.writeFileSync(paths.drain, "force");
    await until("drain claim", () => text("claim") === String(config.drainClaim));
    assert.equal(text("health"), "0");
    keepalivedSays("BACKUP");
    await until("out", () => text("health") === "1");
    fs.rmSync(paths.drain);
    await until("stands by", () => text("health") === "0" && text("claim") === String(config.standbyClaim));
    await until("claims in full after the delay", () => text("claim") === "0");
  });

  it("forgets a request to fail back once it leads", async () => {
    keepalivedSays("BACKUP");
    await agent.start();
    fs.writeFileSync(paths.failback, "");
    await until("claims", () => text("claim") === "0");
    assert.ok(fs.existsSync(paths.failback));
    keepalivedSays("MASTER");
    await until("forgets", () => !fs.existsSync(paths.failback));
  });

  it("withdraws at its end: lowest claim, role follower, health left to keepalived's own check", async () => {
    keepalivedSays("MASTER");
    await agent.start();
    await until("leading", () => text("role") === "leader" && text("health") === "0");
    const stopping = agent.stop();
    assert.equal(text("claim"), String(config.drainClaim));
    keepalivedSays("BACKUP");
    await stopping;
    assert.deepEqual([text("role"), text("health")], ["follower", "0"]);
  });
});
