import assert from "node:assert/strict";
import dgram from "node:dgram";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { NodeAgent } from "../../../../runtime/agent/node-agent";
import { pathsUnder } from "../../../../runtime/agent/agent-paths";
import { SharedFiles } from "../../../../runtime/agent/shared-files";
import { initialProgress } from "../../../../runtime/agent/sync/sync-progress";
import { agentConfig } from "./sample";

describe("an agent whose node never had the cluster's lists", () => {
  let dns: dgram.Socket;
  let folder: string;
  let agent: NodeAgent | undefined;

  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "newcomer-"));
    dns = dgram.createSocket("udp4");
    dns.on("message", (query, from) => {
      const header = Buffer.from([query[0]!, query[1]!, 0x85, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
      const address = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 192, 0, 2, 1]);
      dns.send(Buffer.concat([header, query.subarray(12), address]), from.port, from.address);
    });
    await new Promise<void>((resolve) => dns.bind(0, "127.0.0.1", resolve));
  });

  afterEach(async () => {
    await agent?.stop();
    dns.close();
    fs.rmSync(folder, { recursive: true });
  });

  /** The state in which the agent settles if no peer can be asked, and what its health file says then. */
  async function settles(vip: string, proven: boolean): Promise<readonly [state: string, health: string]> {
    const paths = pathsUnder(folder);
    fs.mkdirSync(path.dirname(paths.role), { recursive: true });
    fs.writeFileSync(paths.vrrpState, "FAULT");
    fs.writeFileSync(paths.health, "1\n");
    const { port } = dns.address();
    const probe = { ...agentConfig.probe, intervalMs: 10, deadlineMs: 40 };
    const config = { ...agentConfig, vip, unboundAddress: "127.0.0.1", probe };
    const alert = () => Promise.reject(new Error("a TLS alert"));
    agent = new NodeAgent(
      config,
      new SharedFiles(paths),
      () => undefined,
      undefined,
      alert,
      { dns: port, unbound: port, web: port },
      () => ({
        start: () => Promise.resolve(),
        stop: () => Promise.resolve(),
        look: () => undefined,
        accepted: () => undefined,
        behind: () => "",
        blocking: () => ({ state: "blocks", reason: "", domains: 1, healing: undefined, sinceMs: 0 }),
        distrust: () => undefined,
        seen: () => initialProgress,
        proven: () => proven,
      }),
    );
    await agent.start();
    const end = performance.now() + 4_000;
    const settled = () =>
      agent!.snapshot().health.verdict === "healthy" && agent!.snapshot().healthyMs! > 800;
    while (!settled()) {
      assert.ok(performance.now() < end, agent.snapshot().health.reason);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return [agent.snapshot().health.name, fs.readFileSync(paths.health, "utf8").trim()];
  }

  it("stays out of VRRP while somebody answers at the VIP", async () => {
    assert.deepEqual(await settles("127.0.0.1", false), ["holding", "1"]);
  });

  it("serves, below all others, if nobody does", async () => {
    assert.deepEqual(await settles("127.0.0.2", false), ["syncing", "0"]);
    assert.equal(agent!.snapshot().claim, agentConfig.syncingClaim);
  });

  it("joins as ever if it once had them", async () => {
    assert.deepEqual(await settles("127.0.0.1", true), ["ready", "0"]);
  });
});
