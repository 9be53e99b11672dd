import assert from "node:assert/strict";
import { check } from "../../../../plugins/common/check";
import type { Resource } from "../../../../plugins/common/resource";
import { unknown, type Properties } from "../../../../plugins/common/values";

const nothing = () => Promise.reject(new Error("not called"));
const resource: Resource = {
  properties: {
    name: { shape: "string", autoname: true },
    size: { shape: "number", required: true },
    mode: { shape: "string", default: "plain" },
    caps: { shape: { fields: { adds: { list: "string" } } } },
  },
  outputs: [],
  verify: ({ size }) => (Number(size) > 9 ? [{ path: "size", reason: "is too big" }] : []),
  create: nothing,
  read: nothing,
  update: nothing,
  delete: nothing,
};
const naming = { type: "t:T", name: "thing", seed: Uint8Array.of(1, 2, 3) };
const run = (news: Properties, olds: Properties = {}) => check(resource, naming, olds, news);

describe("check", () => {
  it("fills in defaults, and a name that the seed decides", () => {
    const { inputs, failures } = run({ size: 1 });
    assert.deepEqual(failures, []);
    assert.match(String(inputs.name), /^thing-[0-9a-f]{7}$/);
    assert.deepEqual(inputs, { size: 1, mode: "plain", name: run({ size: 1 }).inputs.name });
  });

  it("keeps the name that it gave before", () => {
    assert.equal(run({ size: 1 }, { name: "thing-0000000" }).inputs.name, "thing-0000000");
  });

  it("refuses inputs and fields that it does not know, each by its path and type", () => {
    const { failures } = run({ size: 1, odd: true, caps: { adds: [], more: 1 } });
    assert.deepEqual(
      failures.map(({ reason }) => reason),
      [
        "odd of t:T: the stand-in plugin does not know it",
        "caps.more of t:T: the stand-in plugin does not know it",
      ],
    );
  });

  it("refuses what is missing, of another shape, or impossible", () => {
    assert.deepEqual(run({}).failures, [{ path: "size", reason: "size of t:T: is required" }]);
    assert.match(run({ size: "1" }).failures[0]!.reason, /must be a number, is a string/);
    assert.match(run({ size: 10 }).failures[0]!.reason, /is too big/);
  });

  it("believes what is not known yet", () => {
    assert.deepEqual(run({ size: unknown, caps: { adds: unknown } }).failures, []);
  });
});
