import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import { Doors } from "../../../../../runtime/agent/doors/doors-supervisor";
import type { ToDoors } from "../../../../../runtime/agent/doors/doors-protocol";
import type { Ended } from "../../../../../runtime/agent/guard/session/ended";
import type { ClusterEvent } from "../../../../../runtime/agent/events/event";
import type { ClusterSums } from "../../../../../runtime/agent/page/sums/node-sums";
import type { Role } from "../../../../../runtime/agent/role";
import { until } from "../guard/support";
import { leading } from "../sample";

const ports = { status: 1, http: 2, https: 3, pihole: 4 };

/** A process that takes messages in when the test says so. */
class FakeChild extends EventEmitter {
  connected = true;
  readonly got: ToDoors[] = [];
  readonly signals: unknown[] = [];
  takesIn = true;
  private readonly waiting: (() => void)[] = [];

  send(message: ToDoors, sent: () => void): boolean {
    this.got.push(message);
    if (this.takesIn) setImmediate(sent);
    else this.waiting.push(sent);
    return true;
  }
  takeIn(): void {
    this.takesIn = true;
    this.waiting.splice(0).forEach((sent) => sent());
  }
  kill(signal: unknown): boolean {
    this.signals.push(signal);
    return true;
  }
  snapshots = () => this.got.flatMap((message) => (message.kind === "snapshot" ? [message] : []));
}

describe("the doors' supervisor", () => {
  let children: FakeChild[];
  let doors: Doors;
  let events: string[];
  let ended: Ended[];
  let role: Role;
  let happened: readonly ClusterEvent[];
  let sums: ClusterSums | undefined;
  let now: number;
  const child = (): FakeChild => children.at(-1)!;

  beforeEach(() => {
    [children, events, ended, role, now, happened] = [[], [], [], "leader", 0, []];
    sums = undefined;
    doors = new Doors({
      start: () => {
        children.push(new FakeChild());
        return child() as unknown as ChildProcess;
      },
      ports,
      snapshot: () => ({ ...leading, role }),
      events: () => happened,
      sums: () => sums,
      restartsLater: () => true,
      ended: () => ({ one: 7 }),
      onEnded: (told) => ended.push(told),
      perform: ({ node }) => Promise.resolve({ kind: "done", words: [node] }),
      carry: () => Promise.resolve("no node leads now"),
      log: (event) => events.push(event),
      now: () => now,
      againMs: 20,
    });
    doors.start();
  });
  afterEach(() => doors.stop());

  it("begins with the ports and the ended sessions, and tells the state at once and again", async () => {
    const [begin, , first] = child().got;
    assert.deepEqual(begin, { kind: "begin", ports, ended: { one: 7 } });
    assert.equal(first?.kind === "snapshot" && first.snapshot.role, "leader");
    await until("more snapshots", () => child().snapshots().length >= 3);
    assert.deepEqual(child().snapshots()[0]?.snapshot.doors, { starts: 1, lastEnd: "" });
  });

  it("tells what happened once, and again when there is something new", async () => {
    const told = () => child().got.flatMap((one) => (one.kind === "events" ? [one.events] : []));
    await until("more snapshots", () => child().snapshots().length >= 2);
    assert.deepEqual(told(), [[]]);
    happened = [
      { node: "pi1", id: 1, at: 1, code: "drained", severity: "info", text: "pi1 is drained", by: "" },
    ];
    await until("the event", () => told().length === 2);
    assert.deepEqual(told()[1], happened);
  });

  it("tells what all nodes have answered once it is known, and to new doors again", async () => {
    const told = () => child().got.flatMap((one) => (one.kind === "sums" ? [one.sums] : []));
    await until("more snapshots", () => child().snapshots().length >= 2);
    assert.deepEqual(told(), []);
    sums = { queries: 1, blocked: 0, clients: 1, slots: [], nodes: [] };
    await until("the sums", () => told().length === 1);
    child().emit("exit", 1, null);
    await until("the next doors", () => children.length === 2 && told().length === 1);
    assert.deepEqual(told(), [sums]);
  });

  it("tells a new role at once", async () => {
    await until("quiet", () => child().snapshots().length === 1);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    role = "follower";
    doors.push();
    assert.deepEqual(
      child()
        .snapshots()
        .map(({ snapshot }) => snapshot.role),
      ["leader", "follower"],
    );
  });

  it("keeps no more than one message for doors that take nothing in, and tells them the newest then", async () => {
    await until("the first is under way", () => child().snapshots().length === 1);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    child().takesIn = false;
    for (let i = 0; i < 50; i++) doors.push();
    assert.equal(child().snapshots().length, 2);
    role = "follower";
    child().takeIn();
    assert.equal(child().snapshots().length, 3);
    assert.equal(child().snapshots()[2]?.snapshot.role, "follower");
  });

  it("tells what came of a wish and of a change, and looks at no odd ones", async () => {
    const said = () => child().got.flatMap((one) => ("id" in one ? [one] : []));
    const wanted = { action: "drain", node: "pi2", arg: "", by: "192.0.2.7" };
    const change = { method: "POST", target: "/api/groups", body: "{}" };
    for (const odd of [
      { kind: "wanted", id: 1, wanted: { ...wanted, action: "../x" } },
      { kind: "wanted", id: "1", wanted },
      { kind: "carry", id: 2, change: { ...change, target: "/api/teleporter" } },
      { kind: "carry", id: 2, change: { ...change, method: "GET" } },
    ])
      child().emit("message", odd);
    child().emit("message", { kind: "wanted", id: 3, wanted });
    child().emit("message", { kind: "carry", id: 4, change });
    await until("both", () => said().length === 2);
    assert.deepEqual(said(), [
      { kind: "said", id: 3, said: { kind: "done", words: ["pi2"] } },
      { kind: "carried", id: 4, carried: "no node leads now" },
    ]);
    const before = child();
    child().emit("message", { kind: "wanted", id: 5, wanted });
    child().emit("exit", 1, null);
    await until("the next", () => children.length === 2);
    assert.ok(
      ![...before.got, ...child().got].some((one) => "id" in one && one.id === 5),
      "nobody waits for it",
    );
  });

  it("starts them anew when they end, and says so", async () => {
    child().emit("exit", 1, null);
    assert.deepEqual(doors.seen(), { starts: 1, lastEnd: "ended with code 1" });
    await until("the next", () => children.length === 2);
    assert.equal(child().got[0]?.kind, "begin");
    assert.deepEqual(child().snapshots()[0]?.snapshot.doors, { starts: 2, lastEnd: "ended with code 1" });
    assert.deepEqual(events, ["doors.started", "doors.ended", "doors.started"]);
  });

  it("starts doors that end at once less and less often", async () => {
    const ended = async (): Promise<number> => {
      const [from, before] = [performance.now(), children.length];
      child().emit("exit", 1, null);
      await until("the next", () => children.length > before);
      return performance.now() - from;
    };
    const waits = [await ended(), await ended(), await ended(), await ended()];
    // A timer never comes early.
    assert.ok(
      waits.every((ms, i) => ms >= 20 * 2 ** i - 2),
      waits.join(" "),
    );
  });

  it("ends doors that take nothing in for 15 s, and starts others", async () => {
    now = 14_000;
    child().emit("message", { kind: "heard" });
    now = 28_000;
    await until("a push", () => child().snapshots().length >= 2);
    assert.equal(children.length, 1);
    now = 30_000;
    await until("the next", () => children.length === 2);
    assert.deepEqual(children[0]?.signals, ["SIGKILL"]);
    assert.equal(doors.seen().lastEnd, "hung for 15 s");
  });

  it("says whose connections come in a flood, as long as the doors say so", () => {
    child().emit("message", { kind: "heard", flooding: "192.168.8.66" });
    assert.equal(doors.seen().flooding, "192.168.8.66");
    child().emit("message", { kind: "heard", flooding: "x".repeat(65) });
    child().emit("message", { kind: "heard" });
    assert.equal(doors.seen().flooding, undefined);
  });

  it("hears of ended sessions, and nothing else that the doors may say", () => {
    child().emit("message", { kind: "ended", ended: { two: 9 } });
    const many = Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`${i}`, i]));
    for (const odd of [
      { kind: "ended", ended: many },
      { kind: "ended", ended: { a: "b" } },
      { kind: "role", role: "leader" },
      "x",
      null,
    ])
      child().emit("message", odd);
    assert.deepEqual(ended, [{ two: 9 }]);
  });

  it("leaves nothing running when it is stopped", () => {
    const last = child();
    doors.stop();
    assert.deepEqual(last.signals, ["SIGKILL"]);
    last.emit("exit", null, "SIGKILL");
    assert.equal(children.length, 1);
  });
});
