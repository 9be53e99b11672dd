import assert from "node:assert/strict";
import { EventLog } from "../../../../../runtime/agent/events/event-log";
import { mostEvents, type ClusterEvent } from "../../../../../runtime/agent/events/event";
import { PeerEvents } from "../../../../../runtime/agent/events/peer-events";
import { peerThat } from "../conditions/sight";

const quiet = () => undefined;

function logOf(kept: ClusterEvent[] = [], wall = () => 1_000_000) {
  const saved: ClusterEvent[][] = [];
  const file = { load: () => kept, save: (events: ClusterEvent[]) => void saved.push(events) };
  return { log: new EventLog("pi1", file, quiet, wall), saved };
}
const draft = (text: string) => ({ code: "drained", severity: "info" as const, text });
const of = (node: string, id: number, at: number): ClusterEvent => ({
  node,
  id,
  at,
  code: "drained",
  severity: "info",
  text: "",
  by: "",
});

describe("the log of events", () => {
  it("counts up, also over a restart and if the clock is set back", () => {
    const { log, saved } = logOf();
    log.record(draft("one"));
    log.record(draft("two"));
    log.stop();
    const next = logOf(saved.at(-1), () => 5).log;
    next.record(draft("three"));
    const byText = new Map(next.after(0).map(({ text, id }) => [text, id]));
    const [one, two, three] = ["one", "two", "three"].map((text) => byText.get(text)!);
    assert.ok(one! < two! && two! < three!, "ids count up");
    assert.deepEqual(
      next.after(two!).map(({ text }) => text),
      ["three"],
    );
  });

  it("keeps the newest of all nodes, in the order in which they happened", () => {
    const { log } = logOf();
    log.hear(
      "pi2",
      Array.from({ length: 2 * mostEvents }, (_, i) => of("pi2", i + 1, i)),
    );
    log.record({ ...draft("mine"), at: 10 * mostEvents });
    assert.equal(log.list().length, mostEvents);
    assert.equal(log.list().at(-1)?.text, "mine");
    assert.equal(log.newest("pi2"), 2 * mostEvents);
  });

  it("takes from a peer what the peer has told of itself, and each once", () => {
    const { log } = logOf();
    const events = [of("pi2", 1, 1), of("pi3", 2, 2), of("pi1", 3, 3)];
    log.hear("pi2", events);
    log.hear("pi2", events);
    assert.deepEqual(log.list(), [of("pi2", 1, 1)]);
  });

  it("bounds its texts, and goes on if it cannot be written", () => {
    const failing = {
      load: (): never => {
        throw new Error("EIO");
      },
      save: (): never => {
        throw new Error("EROFS");
      },
    };
    const told: string[] = [];
    const log = new EventLog("pi1", failing, (event) => void told.push(event));
    log.record(draft("x".repeat(1_000)));
    log.stop();
    assert.equal(log.list()[0]?.text.length, 300);
    assert.deepEqual(told, ["events.unreadable", "event", "events.not-written"]);
  });
});

describe("the events of peers", () => {
  it("are asked for only if there is something new, from where this node's knowledge ends", async () => {
    const { log } = logOf();
    log.hear("pi2", [of("pi2", 4, 4)]);
    const asked: string[] = [];
    const ask = (_: string, { path }: { path: string }) => {
      asked.push(path);
      return Promise.resolve({ status: 200, body: { events: [of("pi2", 7, 7)] } });
    };
    const peers = new PeerEvents(log, { ask });
    peers.look([peerThat({ newestEvent: 4 })]);
    peers.look([peerThat({ newestEvent: 7 })]);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(asked, ["/events?after=4"]);
    assert.equal(log.newest("pi2"), 7);
  });

  it("are asked for again if the answer does not come or is none", async () => {
    const { log } = logOf();
    let answers = 0;
    const ask = () =>
      answers++ === 0
        ? Promise.reject(new Error("gone"))
        : Promise.resolve({ status: 200, body: { events: [{}] } });
    const peers = new PeerEvents(log, { ask });
    for (let round = 0; round < 3; round++) {
      peers.look([peerThat({ newestEvent: 7 })]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(answers, 3);
    assert.deepEqual(log.list(), []);
  });
});
