import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { accept } from "../../../../../../runtime/agent/cli/sync/accept";
import { pathsUnder } from "../../../../../../runtime/agent/agent-paths";
import type { Status } from "../../../../../../runtime/agent/snapshot";
import { following, refusal } from "./following";

describe("sync accept", () => {
  let printed: string[];
  const print = (text: string): void => void printed.push(text);
  beforeEach(() => (printed = []));

  /** Runs it with an agent that gives these answers one after the other; gives what the file held at each. */
  async function run(answers: readonly Status[], deadlineMs = 5_000) {
    const paths = pathsUnder(fs.mkdtempSync(path.join(os.tmpdir(), "accept-")));
    fs.mkdirSync(path.dirname(paths.acceptedRemoval), { recursive: true });
    const held: (string | undefined)[] = [];
    const ask = () => {
      const there = fs.existsSync(paths.acceptedRemoval);
      held.push(there ? fs.readFileSync(paths.acceptedRemoval, "utf8").trim() : undefined);
      return Promise.resolve(answers[Math.min(held.length, answers.length) - 1]!);
    };
    const code = await accept(paths, print, ask, deadlineMs);
    assert.ok(!fs.existsSync(paths.acceptedRemoval), "no acceptance outlives its command");
    return { code, held };
  }
  const waits = following({ refusal, equalAt: undefined });

  it("accepts just what waits, and returns when it is applied", async () => {
    const { code, held } = await run([
      waits,
      waits,
      following({ doing: "applying" }),
      following({ equalAt: 10_000 }),
    ]);
    assert.deepEqual([code, held], [0, [undefined, "abc", "abc", "abc"]]);
    assert.deepEqual(printed, ["sync accept: applied: pi1 is equal to pi2"]);
  });

  it("accepts nothing where nothing waits", async () => {
    const { code, held } = await run([following({ equalAt: 10_000 })]);
    assert.deepEqual([code, held, printed], [1, [undefined], ["sync accept: nothing waits to be accepted"]]);
  });

  it("does not take for applied what was equal before it was refused", async () => {
    const { code } = await run([waits, following({ equalAt: 0 })], 250);
    assert.equal(code, 1);
    assert.match(printed[0]!, /not applied within 0.25 s/);
  });

  it("fails where another state is refused by now, and where this node leads", async () => {
    const other = following({ refusal: { digest: "def", words: ["groups: all 3 would be removed"] } });
    assert.equal((await run([waits, other])).code, 1);
    assert.match(printed.splice(0)[0]!, /has changed meanwhile, and is refused anew: groups: all 3/);
    assert.equal((await run([waits, { ...waits, role: "leader" }])).code, 1);
    assert.match(printed[0]!, /pi1 leads now/);
  });

  it("says what went wrong where it is not applied in time", async () => {
    const { code } = await run([waits, following({ brief: "groups: no" })], 150);
    assert.deepEqual([code, printed], [1, ["sync accept: not applied within 0.15 s; groups: no"]]);
  });
});
