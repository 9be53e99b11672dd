import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { run } from "../../lab/shell";
import { createNetwork } from "./create-network";

const network = `ha-dns-test-create-${process.pid}`;
const other = `${network}-other`;

describe("creating a network", () => {
  after(() => run("docker", ["network", "rm", network, other]));

  it("tries another subnet if the chosen one was taken meanwhile", async () => {
    const offered: string[] = [];
    const subnet = await createNetwork(network, (free) => {
      if (offered.length === 0)
        execFileSync("docker", ["network", "create", "--internal", "--subnet", free, other]);
      offered.push(free);
      return ["--internal"];
    });
    assert.equal(offered.length, 2);
    assert.equal(subnet, offered[1]);
    assert.notEqual(subnet, offered[0]);
  });
});
