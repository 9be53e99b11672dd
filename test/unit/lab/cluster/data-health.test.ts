import assert from "node:assert/strict";
import type { DataState } from "../../../../runtime/contract/data-state";
import { dataFaults, holderOf } from "../../../../lab/cluster/data-health";
import { holder, replica } from "../checks/data-samples";

const any = { holder: undefined, copiedSince: 0 };

describe("the health of the data", () => {
  it("is good with one holder that writes and replicas that follow", () => {
    assert.deepEqual(dataFaults({ one: holder, two: replica }, { holder: "one", copiedSince: 1_000 }), []);
    assert.equal(holderOf({ one: holder, two: replica }), "one");
  });

  it("says what is wrong", () => {
    const wrong = (one: Partial<DataState>, two: Partial<DataState> | null, wanted = any) =>
      dataFaults({ one: { ...holder, ...one }, two: two && { ...replica, ...two } }, wanted).join("; ");
    assert.match(
      wrong({ state: "waiting", reason: "old" }, {}),
      /not exactly one[^]*one: it is waiting \(old\)/,
    );
    assert.match(wrong({}, { state: "holder", writable: true }), /not exactly one node holds/);
    assert.match(wrong({}, null), /two: its data keeper says nothing/);
    assert.match(wrong({}, { writable: true }), /two: its copy can be written to/);
    assert.match(wrong({ writable: false }, {}), /one: the data cannot be written to/);
    assert.match(wrong({}, {}, { ...any, copiedSince: 1_001 }), /two has no copy that is new enough/);
    const nothing = [{ peer: "two", snapshotAt: null, lastSuccessAt: null, trouble: "" }];
    assert.match(wrong({ replication: nothing }, {}), /two has no copy that is new enough/);
    const trouble = [{ peer: "two", snapshotAt: 1_000, lastSuccessAt: null, trouble: "no key" }];
    assert.match(wrong({ replication: trouble }, {}), /two does not follow: no key/);
    const stopped = [{ name: "journal", state: "failed" as const, reason: "exit code 1" }];
    assert.match(wrong({ services: stopped }, {}), /service journal is failed \(exit code 1\)/);
    assert.match(
      dataFaults({ one: holder, two: replica }, { holder: "two", copiedSince: 0 }).join(),
      /one holds the data, and two should/,
    );
    assert.match(
      wrong({}, { roots: [{ name: "tank/lab", newest: null, trouble: "not mounted" }] }),
      /not mounted/,
    );
  });
});
