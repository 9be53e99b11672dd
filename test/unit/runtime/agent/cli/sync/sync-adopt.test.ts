import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { adopt } from "../../../../../../runtime/agent/cli/sync/sync-adopt";
import type { Status } from "../../../../../../runtime/agent/snapshot";
import type { KeptElsewhere } from "../../../../../../runtime/agent/sync/apply/restore-state";
import { adoptionSchema, longestFound } from "../../../../../../runtime/contract/adoption";
import { denied, stateWith } from "../../sync/states";
import { following, says } from "./following";

const many = denied(...Array.from({ length: 20 }, (_, i) => `${i}.example`));
const leading: Status = { ...following(), role: "leader" };
const input = (found: unknown) => () => Promise.resolve(gzipSync(JSON.stringify(found)));
const found = { from: "there", domains: denied("ads.example"), settings: {}, left: [] };

describe("sync adopt", () => {
  let sent: [KeptElsewhere, boolean][];
  let printed: string[];
  beforeEach(() => ([sent, printed] = [[], []]));
  const print = (text: string): void => void printed.push(text);
  const agents = {
    own: () => Promise.resolve({ node: "pi1", state: stateWith({ domains: many }), traits: {}, aside: [] }),
    restore: (kept: KeptElsewhere, here: boolean) => {
      sent.push([kept, here]);
      return Promise.resolve({ node: "pi1", words: ["put in"] });
    },
  };
  const run = (dryRun: boolean, bytes: () => Promise<Buffer>, status = leading) =>
    adopt(agents, says(status), { dryRun, removalShare: 0.3 }, bytes, print);

  it("shows what would change, and what followers would refuse, and changes nothing", async () => {
    assert.equal(await run(true, input(found)), 0);
    const { changes, removals, done } = adoptionSchema.parse(JSON.parse(printed[0]!));
    assert.deepEqual(
      changes.map(({ table, added, removed }) => [table, added, removed.length]),
      [["domains", ["ads.example (deny, exact)"], 20]],
    );
    assert.deepEqual([removals, done, sent], [["domains: 20 of 20 would be removed"], [], []]);
  });

  it("puts it into this leader, and reports what was done", async () => {
    assert.equal(await run(false, input(found)), 0);
    const state = stateWith({ domains: denied("ads.example") });
    assert.deepEqual(sent, [[{ name: "there", node: "pi1", state, adopted: true }, true]]);
    assert.deepEqual(adoptionSchema.parse(JSON.parse(printed[0]!)).done, ["put in"]);
  });

  it("refuses on a follower, and refuses input that is incomplete or too large", async () => {
    const huge = () => Promise.resolve(gzipSync(Buffer.alloc(longestFound + 1, " ")));
    const cut = () => Promise.resolve(gzipSync(JSON.stringify(found)).subarray(0, 30));
    assert.equal(await run(false, input(found), following()), 1);
    for (const bytes of [huge, cut, input({ from: 1 }), input("text")])
      assert.equal(await run(false, bytes), 1);
    assert.deepEqual(sent, []);
    assert.match(printed[0]!, /does not lead/);
    assert.match(printed.at(-1)!, /not what `ha-dns adopt` sends/);
  });
});
