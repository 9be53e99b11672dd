import assert from "node:assert/strict";
import dgram from "node:dgram";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { check, type CheckResult } from "../../../../../runtime/agent/cli/run-checks";
import { pathsUnder } from "../../../../../runtime/agent/agent-paths";
import { status, type Status } from "../../../../../runtime/agent/snapshot";
import { initialProgress } from "../../../../../runtime/agent/sync/sync-progress";
import { agentConfig, leading } from "../sample";

/** Answers questions for names that end in `suffix`, and no others. */
async function withDns(suffix: string, work: (port: number) => Promise<void>): Promise<void> {
  const socket = dgram.createSocket("udp4");
  socket.on("message", (query, from) => {
    if (!query.toString("latin1").includes(suffix)) return;
    const header = Buffer.from([query[0]!, query[1]!, 0x85, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
    const address = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 192, 0, 2, 1]);
    socket.send(Buffer.concat([header, query.subarray(12), address]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  try {
    await work(socket.address().port);
  } finally {
    socket.close();
  }
}

describe("check", () => {
  const paths = pathsUnder(fs.mkdtempSync(path.join(os.tmpdir(), "check-")));
  fs.mkdirSync(path.dirname(paths.role), { recursive: true });
  beforeEach(() => fs.writeFileSync(paths.vrrpState, "BACKUP\n"));
  const config = { ...agentConfig, probe: { ...agentConfig.probe, recursionDeadlineMs: 100 } };
  const noAgent = () => Promise.reject(new Error("no agent here"));
  const run = async (port: number, waitSeconds = 0, ask: () => Promise<Status> = noAgent) => {
    const printed: string[] = [];
    const code = await check(
      config,
      paths,
      { json: true, waitSeconds },
      (text) => void printed.push(text),
      port,
      ask,
    );
    return { code, results: JSON.parse(printed.join("")) as CheckResult[] };
  };

  it("names the one check that failed, with what", () =>
    withDns("ha-dns", async (port) => {
      fs.writeFileSync(paths.role, "follower");
      const { code, results } = await run(port);
      assert.equal(code, 1);
      const failed = results.filter(({ ok }) => !ok);
      assert.deepEqual([failed.length, failed[0]?.check], [1, "recursion"]);
      assert.match(failed[0]!.detail, /example.com: timeout/);
    }));

  it("passes when both names resolve and the role is fresh", () =>
    withDns("", async (port) => {
      fs.writeFileSync(paths.role, "leader");
      assert.equal((await run(port)).code, 0);
    }));

  it("fails while keepalived is in fault, and passes where that is by a drain or because it stands back", () =>
    withDns("", async (port) => {
      fs.writeFileSync(paths.role, "follower");
      fs.writeFileSync(paths.vrrpState, "FAULT\n");
      const { code, results } = await run(port);
      assert.equal(code, 1);
      assert.match(results.find(({ ok }) => !ok)!.detail, /keepalived's state is FAULT/);
      fs.writeFileSync(paths.drain, "");
      assert.equal((await run(port)).code, 0);
      fs.rmSync(paths.drain);
      const holding: Status = { ...status(leading), state: "holding", reason: "b leads" };
      assert.equal((await run(port, 0, () => Promise.resolve(holding))).code, 0);
    }));

  it("names the clock where signatures do not hold by it, although names resolve", () =>
    withDns("", async (port) => {
      fs.writeFileSync(paths.role, "follower");
      const recursion = { status: "clock-wrong", reason: "the clock is behind: it shows 2025" } as const;
      const wrong = status({ ...leading, resolver: { ...leading.resolver, recursion } });
      const { code, results } = await run(port, 0, () => Promise.resolve(wrong));
      assert.equal(code, 1);
      const failed = results.filter(({ ok }) => !ok);
      assert.deepEqual(
        failed.map(({ check: name }) => name),
        ["clock"],
      );
      assert.match(failed[0]!.detail, /behind: it shows 2025; set it on the host: timedatectl/);
    }));

  it("waits for a role that comes late, and fails without waiting", () =>
    withDns("", async (port) => {
      fs.rmSync(paths.role, { force: true });
      assert.equal((await run(port)).code, 1);
      setTimeout(() => fs.writeFileSync(paths.role, "follower"), 100);
      assert.equal((await run(port, 3)).code, 0);
    }));

  it("fails where Pi-hole blocks nothing, and says why", () =>
    withDns("", async (port) => {
      fs.writeFileSync(paths.role, "leader");
      const seen = {
        state: "fails",
        reason: "gravity.db is missing",
        domains: undefined,
        sinceMs: 0,
      } as const;
      const empty = () => Promise.resolve(status({ ...leading, blocking: { ...seen, healing: "gravity" } }));
      const { code, results } = await run(port, 0, empty);
      const failed = results.filter(({ ok }) => !ok);
      assert.equal(code, 1);
      assert.deepEqual(
        failed.map(({ detail }) => detail),
        ["blocks nothing, gravity.db is missing, healing: gravity"],
      );
      const fine = () =>
        Promise.resolve(
          status({
            ...leading,
            blocking: { ...seen, state: "blocks", reason: "", domains: 7, healing: undefined },
          }),
        );
      assert.equal((await run(port, 0, fine)).code, 0);
    }));

  it("fails while adverts are forged in a peer's name, and says whose", () =>
    withDns("", async (port) => {
      fs.writeFileSync(paths.role, "leader");
      const disbelieved = [{ name: "pi2", reason: "no node says that it leads", sinceMs: 7_000 }];
      const forged = () =>
        Promise.resolve(status({ ...leading, adverts: { disbelieved, late: [], trouble: "not dropped" } }));
      const { code, results } = await run(port, 0, forged);
      assert.equal(code, 1);
      assert.match(
        results.find(({ ok }) => !ok)!.detail,
        /^for 7 s adverts in pi2's name have not been believed: no node says .*; not dropped; find the device/,
      );
      const none = () =>
        Promise.resolve(status({ ...leading, adverts: { disbelieved: [], late: [], trouble: "" } }));
      assert.equal((await run(port, 0, none)).code, 0);
    }));

  it("tells what sync needs a person for, and passes all the same", () =>
    withDns("", async (port) => {
      fs.writeFileSync(paths.role, "leader");
      const brief = "Pi-hole did not start with its settings: dns.cache.size taken back";
      const sync = { progress: { ...initialProgress, brief }, behind: "", now: 0 };
      const told = () => Promise.resolve(status({ ...leading, sync }));
      const { code, results } = await run(port, 0, told);
      assert.equal(code, 0);
      assert.equal(results.find(({ check: name }) => name === "sync")?.detail, brief);
    }));
});
