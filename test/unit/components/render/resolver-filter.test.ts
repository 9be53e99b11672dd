import assert from "node:assert/strict";
import { resolverFilter } from "../../../../components/render/resolver-filter";
import { samplePlan } from "../sample-plan";

describe("the resolvers' filter", () => {
  const plan = samplePlan();
  const third = { ...plan.peers[0]!, name: "pi3", unboundAddress: "192.168.8.246" };
  const lines = resolverFilter({ ...plan, peers: [...plan.peers, third] });
  const chain = (i: number) =>
    lines
      .slice(lines.indexOf(`chain from_${i} {`))
      .join("\n")
      .split("\n}")[0]!;

  it("waits for each other Unbound of the cluster, and for none twice", () => {
    for (const i of [0, 1, 2]) {
      const waited = [...chain(i).matchAll(/@alive_(\d) udp .* != @failed_(\d) drop/g)];
      const others = [0, 1, 2].filter((other) => other !== i).map(String);
      assert.deepEqual(
        waited.map(([, alive, failed]) => [alive, failed]),
        others.map((other) => [other, other]),
      );
    }
  });

  it("leaves the agent's questions alone, one port for each Unbound", () => {
    for (const i of [0, 1, 2]) assert.match(chain(i), /udp dport 8960-8962 accept/);
  });
});
