import assert from "node:assert/strict";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { sessionKeyOf } from "../../../runtime/agent/guard/session/node-sessions";
import { LogIn } from "../../../runtime/agent/page/log-in/log-in";
import { pageKey } from "../../../runtime/agent/page/log-in/page-key";
import { statusPort } from "../../../runtime/contract/files";
import { addresses, NodeUnderAttack, until } from "../../attacks/node-under-attack";

/** Runs in a namespace of its own: see doors.test.ts. */
const ask = (port: number, path: string, method = "GET"): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    ...(method === "GET" ? {} : { body: "{}" }),
    signal: AbortSignal.timeout(2_000),
  });
/** A page at the node's own address; a form is sent as a page there would. */
const page = (path: string, cookie: string, form?: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(`http://${addresses.node}${path}`, {
    method: form ? "POST" : "GET",
    headers: { cookie, origin: `http://${addresses.node}` },
    body: form && new URLSearchParams(form),
    redirect: "manual",
    signal: AbortSignal.timeout(5_000),
  });
/** The hidden fields of a page's form. */
async function formOf(path: string, cookie: string): Promise<Record<string, string>> {
  const text = await (await page(path, cookie)).text();
  const fields = [...text.matchAll(/<input\s+type="hidden"\s+name="(\w+)"\s+value="([^"]*)"/g)];
  return Object.fromEntries(fields.map(([, name, value]) => [name, value]));
}
/** Of a person who has logged in at another node: that one has made it with the key that all nodes have. */
function cookieOf({ paths }: NodeUnderAttack): string {
  const ended = { has: () => false, end: () => undefined };
  const nowSeconds = (): number => Math.floor(Date.now() / 1000);
  const ofSessions = sessionKeyOf(paths);
  const logIn = new LogIn({ key: () => pageKey(ofSessions()), ended, nowSeconds });
  return logIn.cookieOf(logIn.begin(), false).split(";")[0]!;
}
const change = async (): Promise<number> => (await ask(80, "/api/groups", "POST")).status;
const ready = async (): Promise<unknown> => (await ask(statusPort, "/ready")).json();

describe("an agent and its doors", () => {
  let node: NodeUnderAttack;
  before(async () => {
    node = new NodeUnderAttack();
    // Nobody listens there.
    const channels = [{ name: "hook", kind: "webhook", url: "http://127.0.0.1:9/" }];
    fs.mkdirSync(path.dirname(node.paths.notify), { recursive: true });
    fs.writeFileSync(node.paths.notify, JSON.stringify({ timezone: "UTC", channels }));
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
    await until("the kept states, which a process of their own looks for", 10_000, async () =>
      (await (await page("/ha-dns/act/restore?node=pi1", cookieOf(node))).text()).includes("Nothing is kept"),
    );
    node.says("BACKUP");
    await until("a follower's doors", 5_000, async () => (await change()) === 409);
  });

  it("have the agent do what a person presses, who has logged in", async () => {
    const cookie = cookieOf(node);
    fs.writeFileSync(node.paths.drain, "");
    const form = () => formOf("/ha-dns/act/undrain?node=pi1", cookie);
    await until("the page's button", 5_000, async () => (await form()).action === "undrain");
    const given = await form();
    assert.equal((await page("/ha-dns/act", "", given)).status, 303, "a stranger is led to the log-in");
    assert.ok(fs.existsSync(node.paths.drain));
    const answer = await page("/ha-dns/act", cookie, given);
    assert.match(await answer.text(), /It has begun/);
    await until("the end of the drain", 5_000, () => !fs.existsSync(node.paths.drain));
    assert.match(node.log(), /Undrain pi1.*was pressed on the page.*by hand from 192\.168\.8\.251/);
    await until("the last node's refusal", 5_000, async () => {
      const text = await (await page("/ha-dns/act/drain?node=pi1", cookie)).text();
      return text.includes("DNS would stop: no other node could take over");
    });
  });

  it("have the agent send a test message to the channels that it has", async () => {
    const cookie = cookieOf(node);
    node.says("MASTER");
    const form = () => formOf("/ha-dns/act/test-message?node=pi1", cookie);
    await until("the leader's button", 5_000, async () => (await form()).action === "test-message");
    const answer = await page("/ha-dns/act", cookie, await form());
    assert.match(await answer.text(), /hook.*the connection was refused/s);
    node.says("BACKUP");
  });

  it("refuse changes and are not ready while the agent does not report", async () => {
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

  it("have the agent tell whose connections come in a flood, by a condition", async () => {
    const from = { port: statusPort, host: addresses.node, localAddress: addresses.attackers[0] };
    // Those that the doors let in stay open: the others are turned away.
    const sockets = new Set<net.Socket>();
    const flood = setInterval(() => {
      const socket = net.connect(from);
      sockets.add(socket);
      socket.on("error", () => undefined).once("close", () => sockets.delete(socket));
    }, 50);
    try {
      await until("the condition", 40_000, async () => {
        const { conditions } = (await node.status())!;
        const told = conditions.find(({ code }) => code === "doors-flooded");
        return told !== undefined && told.text.includes(addresses.attackers[0]!);
      });
    } finally {
      clearInterval(flood);
      for (const socket of sockets) socket.destroy();
    }
  });

  it("end with the agent", async () => {
    node.signal("SIGKILL");
    await until("closed ports", 10_000, async () => {
      const answers = await Promise.allSettled([ready(), change()]);
      return answers.every(({ status }) => status === "rejected");
    });
  });
});
