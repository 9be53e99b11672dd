import assert from "node:assert/strict";
import { diff } from "../../../../plugins/common/diff";
import type { Resource } from "../../../../plugins/common/resource";
import { stringSet, strings } from "../../../../plugins/common/shape";
import { unknown } from "../../../../plugins/common/values";

const nothing = () => Promise.reject(new Error("not called"));
const resource: Resource = {
  properties: {
    set: { shape: stringSet, replaces: true },
    list: { shape: strings, replaces: true },
    soft: { shape: "boolean" },
    filled: { shape: "string", replaces: true, computed: true },
  },
  outputs: [],
  create: nothing,
  read: nothing,
  update: nothing,
  delete: nothing,
};

describe("diff", () => {
  it("sees the order of a list, and not that of a set", () => {
    const { changed } = diff(
      resource,
      { set: ["a", "b"], list: ["a", "b"] },
      { set: ["b", "a"], list: ["b", "a"] },
    );
    assert.deepEqual(changed, ["list"]);
  });

  it("takes an empty list for an absent one, and a removed value for a change", () => {
    assert.deepEqual(diff(resource, {}, { set: [] }).changed, []);
    assert.deepEqual(diff(resource, { set: ["a"] }, {}).replaces, ["set"]);
  });

  it("does not count what the resource filled in by itself, until it is asked for otherwise", () => {
    assert.deepEqual(diff(resource, { filled: "x" }, {}).changed, []);
    assert.deepEqual(diff(resource, { filled: "x" }, { filled: "y" }).replaces, ["filled"]);
  });

  it("updates in place what does not replace, and takes the unknown for a change", () => {
    assert.deepEqual(diff(resource, { soft: false }, { soft: true }), { changed: ["soft"], replaces: [] });
    assert.deepEqual(diff(resource, { filled: "x" }, { filled: unknown }).replaces, ["filled"]);
  });
});
