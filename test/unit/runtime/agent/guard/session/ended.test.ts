import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { EndedSessions, endedSchema, type Ended } from "../../../../../../runtime/agent/guard/session/ended";
import { TellPeers } from "../../../../../../runtime/agent/guard/session/tell-peers";
import { JsonFile } from "../../../../../../runtime/common/json-file";
import { until } from "../support";

describe("sessions that were ended before their time", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ha-dns-ended-"));
  after(() => fs.rmSync(folder, { recursive: true }));
  const file = () => new JsonFile(path.join(folder, "ended.json"), endedSchema, 0o600);

  it("stay so over a restart of the agent, for as long as a cookie of theirs could be shown", () => {
    let now = 1_000;
    const told: Ended[] = [];
    const make = () =>
      new EndedSessions(
        file(),
        (ended) => told.push(ended),
        () => now,
      );
    make().end("one", 2_800);
    assert.deepEqual(told, [{ one: 2_800 }]);
    const after = make();
    after.heard({ two: 2_900 });
    assert.deepEqual([after.has("one"), after.has("two"), after.has("three")], [true, true, false]);
    now = 2_850;
    after.heard({});
    assert.deepEqual(file().load(), { two: 2_900 });
    assert.equal(told.length, 1, "what a peer has said is not told again");
  });

  it("are told to every peer, and again to one that did not answer", async () => {
    const heard: [string, unknown][] = [];
    const logged: string[] = [];
    let away = true;
    const client = {
      ask: (address: string, { body }: { readonly body?: unknown }) => {
        if (address === "two" && away) return Promise.reject(new Error("no answer"));
        heard.push([address, body]);
        return Promise.resolve({ status: 200, body: undefined });
      },
    };
    const peers = new TellPeers(
      client,
      ["one", "two"],
      (event) => logged.push(event),
      () => 0,
      5,
    );
    peers.tell({ a: 10 });
    await until("the first peer knows", () => heard.length === 1);
    peers.tell({ b: 10 });
    away = false;
    await until("both know both", () => heard.length >= 3);
    peers.stop();
    const toTwo = heard.filter(([address]) => address === "two");
    assert.deepEqual(toTwo, [["two", { a: 10, b: 10 }]]);
    assert.deepEqual(logged, ["guard.peer-untold"]);
  });
});
