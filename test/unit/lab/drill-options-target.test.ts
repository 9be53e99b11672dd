import assert from "node:assert/strict";
import { drillHelp, parseDrillOptions, safeFaults } from "../../../lab/drill-options";

describe("drill options for a target", () => {
  it("are for the lab unless the real cluster is named, which is asked first and gently", () => {
    const lab = parseDrillOptions(["--fault", "planned"]);
    const real = parseDrillOptions(["--fault", "planned", "--target", "real"]);
    const unasked = parseDrillOptions(["--all", "--target", "real", "--yes", "--qps", "500"]);
    assert.ok(lab !== "help" && real !== "help" && unasked !== "help");
    assert.deepEqual([lab.real, real.real, unasked.real], [undefined, { ask: true }, { ask: false }]);
    assert.deepEqual([lab.qps, real.qps, unasked.qps], [500, 100, 500]);
  });

  it("refuse on the real cluster what is not safe there, and say what is", () => {
    const real = (...more: string[]) => parseDrillOptions(["--target", "real", "--yes", ...more]);
    assert.throws(() => real("--fault", "power-off"), /power-off is not for a real cluster[^]*planned/);
    assert.throws(() => real("--random", "3"), /--random is not for a real cluster/);
    assert.throws(() => real("--sync"), /--sync is not for a real cluster/);
    assert.throws(() => real("--fault", "planned", "--sabotage", "no-gate"), /--sabotage is not for a real/);
    assert.throws(() => real("--fault", "planned", "--qps", "501"), /--qps is "501"/);
    assert.throws(() => parseDrillOptions(["--fault", "planned", "--target", "moon"]), /--target is "moon"/);
    assert.throws(() => parseDrillOptions(["--fault", "planned", "--yes"]), /--yes is for --target real/);
  });

  it("name in the help what is safe there: what heals by itself or by a command", () => {
    assert.deepEqual(safeFaults.map(({ name }) => name).sort(), ["agent-kill", "keepalived-kill", "planned"]);
    for (const { name } of safeFaults)
      assert.match(drillHelp(), new RegExp(`--target real[^]*${name}[^]*--yes`));
  });
});
