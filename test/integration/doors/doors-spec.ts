import assert from "node:assert/strict";
import { statusPort } from "../../../runtime/contract/files";
import { NodeUnderAttack, until } from "../../attacks/node-under-attack";

/** Runs in a namespace of its own: see doors.test.ts. */
const ask = (port: number, path: string, method = "GET"): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    ...(method === "GET" ? {} : { body: "{}" }),
    signal: AbortSignal.timeout(2_000),
  });
const change = async (): Promise<number> => (await ask(80, "/api/groups", "POST")).status;
const ready = async (): Promise<unknown> => (await ask(statusPort, "/ready")).json();

describe("an agent and its doors", () => {
  let node: NodeUnderAttack;
  before(async () => {
    node = new NodeUnderAttack();
    await node.start();
  });
  after(() => node.stop());

  it("are two processes, and the doors come last for the processor and go first for memory", async () => {
    const { agent, doors } = node.memory();
    assert.ok(agent.nowMb > 0 && doors !== undefined && doors.nowMb > 0);
    const body = (await (await ask(statusPort, "/status")).json()) as { doors: unknown };
    assert.deepEqual(body.doors, { starts: 1, lastEnd: "", turnedAway: 0 });
  });

  it("take changes while the node leads, and refuse them as soon as it does not", async () => {
    assert.equal(await change(), 409);
    node.says("MASTER");
    await until("a leader's doors", 5_000, async () => (await change()) === 200);
    node.says("BACKUP");
    await until("a follower's doors", 5_000, async () => (await change()) === 409);
  });

  it("refuse changes and are not ready while the agent says nothing", async () => {
    node.says("MASTER");
    await until("a leader's doors", 5_000, async () => (await change()) === 200);
    node.signal("SIGSTOP");
    try {
      await until("closed doors", 10_000, async () => (await change()) === 409);
      assert.deepEqual(await ready(), {
        ok: false,
        role: "follower",
        reason: "the agent has not told its state lately",
      });
    } finally {
      node.signal("SIGCONT");
    }
    await until("a leader's doors", 10_000, async () => (await change()) === 200);
    node.says("BACKUP");
  });

  it("come back when they have died, and DNS is watched all the time", async () => {
    const pid = node.doorsPid()!;
    process.kill(pid, "SIGKILL");
    assert.ok((await node.hang()) !== undefined);
    await node.recover();
    await until("new doors", 20_000, async () => {
      const body = (await (await ask(statusPort, "/status")).json()) as { doors: unknown };
      assert.deepEqual(body.doors, { starts: 2, lastEnd: "ended by SIGKILL", turnedAway: 0 });
      return true;
    });
    assert.notEqual(node.doorsPid(), pid);
  });

  it("end with the agent", async () => {
    node.signal("SIGKILL");
    await until("closed ports", 10_000, async () => {
      const answers = await Promise.allSettled([ready(), change()]);
      return answers.every(({ status }) => status === "rejected");
    });
  });
});
