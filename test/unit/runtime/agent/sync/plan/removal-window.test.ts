import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { JsonFile } from "../../../../../../runtime/common/json-file";
import { syncDigest } from "../../../../../../runtime/agent/sync/model/sync-digest";
import { RemovalWindow, snapshotsSchema } from "../../../../../../runtime/agent/sync/plan/removal-window";
import { round, type RoundOutcome } from "../../../../../../runtime/agent/sync/follower/sync-round";
import { FakeOwn } from "../fake-own";
import { denied, stateWith } from "../states";

const never = new AbortController().signal;
const minute = 60_000;

describe("removals within an hour", () => {
  const names = Array.from({ length: 100 }, (_, i) => `${i}.example`);
  let folder: string;
  let own: FakeOwn;
  let now: number;
  let accepted: string | undefined;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "ha-dns-window-"));
    [own, now, accepted] = [new FakeOwn(stateWith({ domains: denied(...names) })), 1e12, undefined];
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  /** One round of an agent that has just been started. */
  function led(domains: readonly string[], enabled = true): Promise<RoundOutcome> {
    const file = new JsonFile(path.join(folder, "removals.json"), snapshotsSchema);
    const window = new RemovalWindow(file, () => now);
    const state = stateWith({ domains: denied(...domains).map((row) => ({ ...row, enabled })) });
    const parts = own.parts({ window, accepted: () => accepted });
    return round(parts, { revision: "r", node: "pi1", state }, never);
  }
  const refusal = (outcome: RoundOutcome): readonly string[] =>
    outcome.kind === "refused" ? outcome.words : [outcome.kind];

  it("are summed, over restarts of the agent: 20 % and 20 % are more than 30 %", async () => {
    assert.deepEqual(refusal(await led(names.slice(20))), ["changed"]);
    now += 50 * minute;
    assert.deepEqual(refusal(await led(names.slice(40))), [
      "domains: 40 of 100 would be removed within an hour",
    ]);
    assert.equal(own.state().domains.length, 80);
    now += 30 * minute;
    assert.deepEqual(refusal(await led(names.slice(40))), ["changed"], "the first was longer ago");
  });

  it("are not what came within the hour as well, nor what came back", async () => {
    for (let turn = 0; turn < 5; turn++) {
      const more = Array.from({ length: 25 }, (_, i) => `new-${turn}-${i}.example`);
      assert.deepEqual(refusal(await led([...names, ...more])), ["changed"]);
      assert.deepEqual(refusal(await led(names)), ["changed"]);
      assert.deepEqual(refusal(await led(names.slice(20))), ["changed"]);
      assert.deepEqual(refusal(await led(names)), ["changed"]);
      now += minute;
    }
  });

  it("do not keep what adds from following", async () => {
    await led(names.slice(25));
    assert.deepEqual(refusal(await led([...names.slice(25), "new.example"])), ["changed"]);
  });

  it("count no more once a person has accepted them", async () => {
    await led(names.slice(25));
    accepted = syncDigest(stateWith({ domains: denied(...names.slice(50)) }));
    assert.deepEqual(refusal(await led(names.slice(50))), ["changed"]);
    assert.deepEqual(refusal(await led(names.slice(60))), ["changed"]);
  });

  it("hold no name of a row", async () => {
    await led(names.slice(25));
    assert.doesNotMatch(fs.readFileSync(path.join(folder, "removals.json"), "utf8"), /example/);
  });
});
