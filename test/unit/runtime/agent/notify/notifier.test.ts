import assert from "node:assert/strict";
import type { Condition } from "../../../../../runtime/agent/conditions/condition";
import type { ClusterEvent } from "../../../../../runtime/agent/events/event";
import { Failure } from "../../../../../runtime/agent/notify/failure";
import { Heartbeat } from "../../../../../runtime/agent/notify/heartbeat";
import { emptyLedger, type Ledger } from "../../../../../runtime/agent/notify/ledger";
import { Notifier, type ClusterSight } from "../../../../../runtime/agent/notify/notifier";
import { toldEvents } from "../../../../../runtime/agent/notify/told-events";
import { channelSchema, type Channel } from "../../../../../runtime/contract/notify-config";

const noon = Date.UTC(2030, 0, 1, 12);
const channel = (change: object = {}): Channel =>
  channelSchema.parse({ name: "phone", kind: "webhook", url: "https://hook.example", ...change });
const event = (id: number, at: number, change: Partial<ClusterEvent> = {}): ClusterEvent => ({
  node: "pi1",
  id,
  at,
  code: "vip-moved",
  severity: "warning",
  text: "the virtual IP moved from pi2 to pi1",
  by: "",
  ...change,
});

/** One node alone, second by second. */
class Alone {
  now = noon;
  ledger: Ledger = emptyLedger;
  sight: ClusterSight = { leads: true, priority: 1, conditions: [], peers: [], events: [] };
  readonly got: { readonly channel: string; readonly title: string; readonly text: string }[] = [];
  fails: Failure | undefined;
  private notifier = this.made();

  constructor(private readonly channels: readonly Channel[] = [channel()]) {}

  private made(): Notifier {
    return new Notifier({
      node: "pi1",
      channels: () => ({ timezone: "UTC", channels: this.channels, secrets: {}, heartbeatUrl: "" }),
      cluster: () => this.sight,
      settleMs: () => 30_000,
      deliver: ({ name }, { title, text }) => {
        if (this.fails && name === "phone") return Promise.reject(this.fails);
        this.got.push({ channel: name, title, text });
        return Promise.resolve();
      },
      ledger: { load: () => this.ledger, save: (ledger) => (this.ledger = ledger) },
      log: () => undefined,
      now: () => this.now,
    });
  }

  restart(): void {
    this.notifier = this.made();
  }

  get it(): Notifier {
    return this.notifier;
  }

  async pass(seconds: number): Promise<void> {
    for (let i = 0; i < seconds; i++) {
      this.now += 1_000;
      this.notifier.tick();
      await this.notifier.settled();
    }
  }

  burn(...codes: readonly string[]): void {
    const conditions = codes.map((code): Condition => {
      const [name = "", severity = "warning"] = code.split(" ");
      return {
        code: name,
        subject: "",
        severity: severity as "warning",
        text: `${name} is so`,
        fix: "do it",
        since: this.now,
      };
    });
    this.sight = { ...this.sight, conditions };
  }

  texts(): string[] {
    return this.got.map(({ text }) => text);
  }
}

describe("what people are told", () => {
  it("is one message for what begins together, the worst first, with what helps and its times", async () => {
    const alone = new Alone();
    alone.burn("disk-full", "clock-wrong critical");
    await alone.pass(10);
    assert.deepEqual(alone.got, [
      {
        channel: "phone",
        title: "🔴 ha-dns: clock-wrong, disk-full",
        text: "🔴 clock-wrong is so. Since 12:00. do it.\n⚠️ disk-full is so. Since 12:00. do it.",
      },
    ]);
    await alone.pass(600);
    alone.burn();
    await alone.pass(10);
    assert.equal(
      alone.texts()[1],
      "✅ Over after 10 min: clock-wrong is so.\n✅ Over after 10 min: disk-full is so.",
    );
    assert.equal(alone.got.length, 2);
  });

  it("is nothing of what comes and goes within seconds, or is below what a channel takes", async () => {
    const alone = new Alone();
    await alone.pass(60);
    alone.burn("disk-full");
    await alone.pass(1);
    alone.burn("rows-aside info");
    await alone.pass(30);
    assert.deepEqual(alone.got, []);
  });

  it("does not end because the agent starts anew and has not found it again yet", async () => {
    const alone = new Alone();
    alone.burn("disk-full");
    await alone.pass(10);
    alone.burn();
    alone.restart();
    await alone.pass(20);
    alone.burn("disk-full");
    await alone.pass(60);
    assert.equal(alone.got.length, 1);
  });

  it("waits while a channel fails, and comes late with its times; what is over by then is one line", async () => {
    const alone = new Alone();
    alone.fails = new Failure("it answered 503");
    alone.burn("upstream-failing");
    await alone.pass(120);
    alone.burn("disk-full");
    await alone.pass(60);
    alone.fails = undefined;
    await alone.pass(700);
    assert.deepEqual(alone.texts(), [
      "⚠️ disk-full is so. Since 12:02. do it.\n✅ Was so from 12:00 to 12:02: upstream-failing is so.",
    ]);
  });

  it("is told once more when it becomes critical, and once that it is over", async () => {
    const alone = new Alone();
    alone.burn("disk-full");
    await alone.pass(10);
    alone.burn("disk-full critical");
    await alone.pass(60);
    alone.restart();
    await alone.pass(60);
    alone.burn("disk-full");
    await alone.pass(60);
    alone.burn();
    await alone.pass(60);
    assert.deepEqual(alone.texts(), [
      "⚠️ disk-full is so. Since 12:00. do it.",
      "🔴 Now critical: disk-full is so. Since 12:00. do it.",
      "✅ Over after 3 min: disk-full is so.",
    ]);
    alone.burn("disk-full critical");
    await alone.pass(60);
    assert.equal(alone.got.length, 4, "the first word of it is that it is critical");
  });

  it("is held in quiet hours, but for what is critical", async () => {
    const alone = new Alone([channel({ quiet: "11:00-12:10" })]);
    alone.burn("disk-full");
    await alone.pass(60);
    alone.burn("disk-full", "clock-wrong critical");
    await alone.pass(60);
    assert.deepEqual(alone.texts(), ["🔴 clock-wrong is so. Since 12:01. do it."]);
    await alone.pass(600);
    assert.deepEqual(alone.texts().slice(1), ["⚠️ disk-full is so. Since 12:00. do it."]);
  });

  it("is at most ten messages in ten minutes, and the rest in one", async () => {
    const alone = new Alone();
    await alone.pass(5);
    for (let i = 1; i <= 20; i++) {
      alone.sight = {
        ...alone.sight,
        events: [...alone.sight.events, event(i, alone.now, { text: `move ${i}` })],
      };
      await alone.pass(10);
    }
    assert.equal(alone.got.length, 10);
    await alone.pass(600);
    const late = alone.texts().slice(10).join("\n");
    for (let i = 11; i <= 20; i++) assert.match(late, new RegExp(`move ${i}\\.`));
    assert.ok(alone.got.length <= 12, `${alone.got.length} messages`);
  });

  it("is nothing of what is muted, until that ends", async () => {
    const alone = new Alone();
    alone.it.mute("disk-full", 60_000);
    alone.burn("disk-full");
    await alone.pass(50);
    assert.deepEqual(alone.got, []);
    await alone.pass(30);
    assert.equal(alone.got.length, 1);
  });

  it("says that a node sees no other, and nothing of events from before a channel was there", async () => {
    const alone = new Alone();
    const peer = { name: "pi2", seen: false, leads: false, priority: 0, conditions: [], notify: undefined };
    alone.sight = { ...alone.sight, peers: [peer], events: [event(1, noon - 1_000), event(2, noon + 2_000)] };
    await alone.pass(10);
    assert.deepEqual(alone.texts(), [
      "⚠️ 12:00 the virtual IP moved from pi2 to pi1.\npi1 sees no other node.",
    ]);
  });
});

describe("a channel that refuses messages", () => {
  it("is lost at once, and until it is configured anew; without internet none is", async () => {
    const alone = new Alone([channel(), channel({ name: "mail" })]);
    alone.burn("disk-full");
    alone.fails = new Failure("it answered 403", true);
    await alone.pass(10);
    assert.deepEqual(
      alone.it.seen().map(({ name, lost, trouble }) => [name, lost, trouble]),
      [
        ["phone", true, "it answered 403"],
        ["mail", false, ""],
      ],
    );
    const offline = new Alone();
    offline.burn("disk-full");
    offline.fails = new Failure("its name does not resolve");
    await offline.pass(400);
    assert.deepEqual(
      offline.it.seen().map(({ lost, untold }) => [lost, untold]),
      [[false, 1]],
    );
  });
});

describe("the events that people are told", () => {
  it("are those that no condition tells, and moves of the virtual IP until it flaps", () => {
    const moves = Array.from({ length: 6 }, (_, i) => event(i, noon + i * 30_000));
    const others = ["disk-full", "dns-failed", "agent-started"].map((code, i) =>
      event(10 + i, noon, { code }),
    );
    assert.deepEqual(
      toldEvents([...moves, ...others]).map(({ id }) => id),
      [0, 1, 2],
    );
  });
});

describe("the heartbeat", () => {
  const run = async (sight: { leads: boolean; spare: boolean }, url: string) => {
    const asked: string[] = [];
    let now = noon;
    const logged: unknown[] = [];
    const heartbeat = new Heartbeat({
      url: () => url,
      sight: () => sight,
      get: (to) => {
        asked.push(to);
        return Promise.reject(new Failure("timed out"));
      },
      log: (_, fields) => logged.push(fields),
      now: () => now,
    });
    for (let i = 0; i < 150; i++) {
      await heartbeat.tick();
      now += 1_000;
    }
    return { asked, logged };
  };

  it("is asked by the leader once a minute while a spare is ready, and its trouble is told once", async () => {
    const url = "https://beat.example/abc";
    const { asked, logged } = await run({ leads: true, spare: true }, url);
    assert.deepEqual(asked, [url, url, url]);
    assert.deepEqual(logged, [{ error: "timed out" }]);
    assert.deepEqual((await run({ leads: false, spare: true }, url)).asked, []);
    assert.deepEqual((await run({ leads: true, spare: false }, url)).asked, []);
    assert.equal(
      (await run({ leads: true, spare: false }, "https://hc-ping.com/abc")).asked[0],
      "https://hc-ping.com/abc/fail",
    );
  });
});
