import assert from "node:assert/strict";
import { pulumi } from "../../lab/deploy/pulumi";
import type { LabSettings } from "../../lab/settings";
import { run } from "../../lab/shell";
import type { Report } from "../../components/preflight/preflight-report";
import { configured, deployedLab, preview, root } from "../lab/support";

describe("npm run preflight", function () {
  this.timeout(300_000);
  let lab: LabSettings;
  before(async () => {
    lab = await deployedLab();
  });

  const preflight = async (...args: readonly string[]) => {
    const result = await run("npm", ["run", "-s", "preflight", "--", ...args], { cwd: root });
    return { ...result, report: () => JSON.parse(result.stdout) as Report };
  };

  it("finds nothing on the hosts of a healthy cluster", async () => {
    const { code, report } = await preflight("--json");
    const { good, findings, nodes } = report();
    assert.deepEqual([code, good, findings], [0, true, []]);
    assert.deepEqual(
      nodes.map(({ name }) => name),
      lab.nodes.map(({ name }) => name),
    );
  });

  it("says what it does not understand", async () => {
    const { code, stderr } = await preflight("--node", "nobody");
    assert.equal(code, 2);
    assert.match(stderr, /there is no node nobody; there are /);
  });

  it("stops an update that would give a node the address of another machine, before anything is touched", async () => {
    const node = lab.nodes[1]!;
    await configured(lab, node, { unboundAddress: lab.client }, async () => {
      const { code, stdout } = await preflight("--node", node.name);
      const taken = `unboundAddress ${lab.client} is answered by `;
      assert.equal(code, 1, stdout);
      assert.ok(stdout.includes(taken), stdout);
      const update = await pulumi(lab, ["up", "--yes", "--skip-preview", "-s", node.name]);
      assert.notEqual(update.code, 0);
      assert.ok(update.stdout.includes(taken), update.stdout);
      assert.match(update.stdout, /The host of \S+ has 1 problem\. Nothing was touched\./);
    });
    const { changed } = await preview(lab, node);
    assert.deepEqual(changed, []);
  });
});
