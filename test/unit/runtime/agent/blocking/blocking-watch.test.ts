import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { BlockingWatch } from "../../../../../runtime/agent/blocking/blocking-watch";
import { judgeBlocked } from "../../../../../runtime/agent/blocking/blocked-answer";
import type { OutcomeKind } from "../../../../../runtime/agent/probe/outcome";

const good = { uptimeMs: 60_000, gravity: 9, groups: 1, lists: 1, enabled: true, absent: false };

describe("the watch of blocking", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "ha-dns-watch-"));
  const file = path.join(folder, "gravity.db");
  let now: number;
  let api: typeof good;
  let kind: OutcomeKind;
  let looks: number;
  let asked: number;
  let answers: boolean;
  let events: string[];
  let watch: BlockingWatch;
  after(() => rmSync(folder, { recursive: true }));

  beforeEach(() => {
    [now, api, kind, looks, asked, answers, events] = [0, good, "ok", 0, 0, true, []];
    writeFileSync(file, "database");
    watch = new BlockingWatch({
      api: () => (asked++, Promise.resolve(api)),
      dns: { ask: () => Promise.resolve({ kind, detail: "", latencyMs: 1 }) },
      own: [],
      file,
      look: () => (looks++, Promise.resolve({ damage: "", names: ["a.example", "b.example", "c.example"] })),
      answers: () => answers,
      log: (event, fields) => void events.push(`${event} ${String(fields?.to)}`),
      now: () => now,
    });
  });
  async function rounds(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      now += 1_000;
      await watch.once();
    }
  }

  it("sees within a few looks that it blocks, and reads the database once", async () => {
    await rounds(2);
    assert.equal(watch.seen().state, "blocks");
    await rounds(60);
    assert.deepEqual([looks, events], [1, ["blocking.changed blocks"]]);
  });

  it("asks the API every five seconds once it blocks, is not meant to or cannot, and every second while it fails", async () => {
    const askedIn20 = async (look: typeof good): Promise<number> => {
      api = look;
      await rounds(5);
      asked = 0;
      await rounds(20);
      return asked;
    };
    assert.deepEqual(
      [
        await askedIn20(good),
        await askedIn20({ ...good, enabled: false }),
        await askedIn20({ ...good, gravity: 0 }),
        await askedIn20({ ...good, gravity: -2 }),
      ],
      [4, 4, 4, 20],
    );
  });

  it("sees that names are answered, and that they are blocked again", async () => {
    await rounds(2);
    kind = "wrong";
    await rounds(5);
    assert.equal(watch.seen().state, "fails");
    kind = "ok";
    await rounds(1);
    assert.equal(watch.seen().state, "blocks");
  });

  it("takes no answer for no verdict", async () => {
    await rounds(2);
    kind = "timeout";
    await rounds(10);
    assert.equal(watch.seen().state, "blocks");
  });

  it("sees within seconds that Pi-hole cannot read its database any more, but not at one look", async () => {
    await rounds(2);
    api = { ...good, gravity: -2, groups: -2 };
    rmSync(file);
    await rounds(5);
    assert.equal(watch.seen().state, "blocks");
    await rounds(1);
    assert.deepEqual(watch.seen(), { state: "fails", reason: "gravity.db is missing" });
  });

  it("knows nothing after a silence, and asks nothing during one", async () => {
    await rounds(2);
    answers = false;
    watch.forget();
    await rounds(5);
    assert.deepEqual([watch.seen().state, watch.sinceMs()], ["unknown", 5_000]);
  });
});

describe("an answer to a name that is blocked", () => {
  const message = (rcode: number, ...addresses: string[]): Buffer => {
    const header = Buffer.from([0, 1, 0x81, 0x80 + rcode, 0, 1, 0, addresses.length, 0, 0, 0, 0]);
    const question = Buffer.from("\x01a\x07example\0\0\x01\0\x01", "latin1");
    const records = addresses.map((address) =>
      Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 2, 0, 4, ...address.split(".").map(Number)]),
    );
    return Buffer.concat([header, question, ...records]);
  };
  const kind = (bytes: Buffer, absent = false) => judgeBlocked(bytes, { own: ["192.0.2.1"], absent }).kind;

  it("is no address, this node's own, or none at all where Pi-hole is told to say so", () => {
    assert.equal(kind(message(0, "0.0.0.0")), "ok");
    assert.equal(kind(message(0, "192.0.2.1")), "ok");
    assert.equal(kind(message(3), true), "ok");
  });

  it("is not another address, nor that there is no such name", () => {
    assert.equal(kind(message(0, "198.51.100.7")), "wrong");
    assert.equal(kind(message(3)), "wrong");
  });

  it("says nothing where it is a failure", () => {
    assert.equal(kind(message(2)), "no-data");
    assert.equal(kind(Buffer.from([1, 2])), "no-data");
  });
});
