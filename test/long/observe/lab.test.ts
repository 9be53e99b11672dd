import assert from "node:assert/strict";
import { dashboardRows } from "../../../components/render/observe/panels";
import { up } from "../../../lab/deploy/pulumi";
import { until } from "../../../lab/shell";
import { inClient } from "../../../lab/cluster/client-machine";
import { observeContainers } from "../../../runtime/contract/names";
import { observeImage } from "../../integration/observe/tools";
import { mustInNode, nothingToDo, preview, published, settledLab, withSite } from "../../lab/support";

/** Run by the client: asks Prometheus each expression, and prints those that give nothing, with why. */
const program = `
const [, base, ...exprs] = process.argv;
const ask = async (query) => {
  const response = await fetch(base + "/api/v1/query", { method: "POST", body: new URLSearchParams({ query }) });
  const { error, data } = await response.json();
  return error || (data.result.length > 0 ? "" : "no series");
};
Promise.all(exprs.map(async (expr) => [expr, await ask(expr)])).then(
  (all) => process.stdout.write(JSON.stringify(all.filter(([, why]) => why !== ""))),
  (error) => process.stdout.write(JSON.stringify([["", String(error.cause || error)]])),
);
`;

describe("Prometheus on a node", function () {
  this.timeout(600_000);

  it("comes and goes without touching DNS, and has a series for each expression of the dashboard", async () => {
    const { lab, leader, follower } = await settledLab();
    const address = follower.pod.replace(/\.\d+$/, ".247");
    const image = await published(lab, await observeImage(), "ha-dns/observe");
    const images = { prometheusImage: image, alertmanagerImage: image, grafanaImage: "none" };
    await withSite(lab, { observeOn: follower.name, observeAddress: address, ...images }, async () => {
      assert.deepEqual((await preview(lab, leader)).changed, []);
      const { changed } = await preview(lab, follower);
      assert.deepEqual(
        changed.filter((change) => !change.startsWith(`create ${follower.name}-observe`)),
        [],
      );
      await up(lab, follower.name);
      await nothingToDo(lab);
      assert.deepEqual((await preview(lab, follower, true)).changed, [], "after a look at the host");

      const exprs = Object.entries(dashboardRows)
        .filter(([title]) => lab.data !== null || !title.startsWith("Data"))
        .flatMap(([, panels]) => panels.flatMap(({ queries }) => queries.map(({ expr }) => expr)))
        .map((expr) =>
          expr.replaceAll("$cluster", lab.vip).replaceAll("$node", ".+").replaceAll("$__rate_interval", "1m"),
        );
      let missing = "";
      await until(
        () => `each expression has a series, apart from ${missing}`,
        180_000,
        async () => {
          const { stdout } = await inClient([
            "node",
            "-e",
            program,
            "--",
            `http://${address}:9090`,
            ...exprs,
          ]);
          missing = stdout;
          return stdout === "[]";
        },
        5_000,
      );
      const told = [
        "docker",
        "exec",
        observeContainers.alertmanager,
        "amtool",
        "--alertmanager.url=http://127.0.0.1:9093",
        "alert",
      ];
      assert.doesNotMatch(await mustInNode(follower, ...told), /HaDns(?!VipMoved)/);
    });
    const { changed } = await preview(lab, follower);
    assert.deepEqual(
      changed.filter((change) => !change.startsWith(`delete ${follower.name}-observe`)),
      [],
    );
    await up(lab, follower.name);
    await nothingToDo(lab);
    assert.doesNotMatch(
      await mustInNode(follower, "docker", "ps", "--all", "--format", "{{.Names}}"),
      /observe|prometheus/,
    );
  });
});
