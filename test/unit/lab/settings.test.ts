import assert from "node:assert/strict";
import path from "node:path";
import { hasData, labSettings, nodeCount } from "../../../lab/settings";

const root = path.join(__dirname, "../../..");

describe("lab settings", () => {
  it("take what an earlier run took, unless another number of nodes is asked for", () => {
    assert.equal(nodeCount(2, undefined, undefined), 2);
    assert.equal(nodeCount(2, undefined, "3"), 3);
    assert.equal(nodeCount(2, "2", "3"), 2);
    assert.equal(nodeCount(3, undefined, "2"), 3);
    for (const bad of ["1", "x", "", "2.5", "10"])
      assert.throws(() => nodeCount(2, bad, "3"), /LAB_NODES is/);
  });

  it("have datasets where these are asked for, or were in an earlier run", () => {
    assert.equal(hasData(undefined, undefined), false);
    assert.equal(hasData(undefined, "1"), true);
    assert.equal(hasData("0", "1"), false);
    assert.equal(hasData("1", "0"), true);
    assert.throws(() => hasData("yes", "0"), /LAB_DATA is "yes"; expected 1 or 0/);
  });

  it("derive nodes beyond those of the config, in the lab's subnet", () => {
    const listed = labSettings(root, { subnet: "10.20.30.0/24", nodes: 2 });
    const { nodes } = labSettings(root, { subnet: "10.20.30.0/24", nodes: 4 });
    assert.deepEqual(nodes.slice(0, 2), listed.nodes);
    assert.deepEqual(
      nodes.map((node) => node.listed),
      [true, true, false, false],
    );
    assert.deepEqual(
      nodes.map((node) => node.release),
      ["bookworm", "trixie", "bookworm", "trixie"],
    );
    const all = nodes.flatMap(({ host, pod, unbound }) => [host, pod, unbound]);
    const others = [listed.vip, listed.gateway, listed.bridge, listed.registry, listed.client];
    assert.equal(new Set([...all, ...others]).size, 4 * 3 + 5);
    for (const address of all) assert.match(address, /^10\.20\.30\.\d+$/);
  });
});
