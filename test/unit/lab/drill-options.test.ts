import assert from "node:assert/strict";
import { UsageError } from "../../../lab/command-line";
import { attacks } from "../../../lab/scenarios/attacks";
import { dataScenarios } from "../../../lab/scenarios/data";
import { faults } from "../../../lab/faults";
import { drillHelp, parseDrillOptions } from "../../../lab/drill-options";
import { scenarios } from "../../../lab/scenarios/sync";

describe("drill options", () => {
  it("need no more than a fault", () => {
    const options = parseDrillOptions(["--fault", "power-off"]);
    assert.ok(options !== "help");
    assert.ok(options.what.kind === "fault");
    assert.deepEqual(
      [options.what.fault.name, options.what.runs, options.qps, options.json],
      ["power-off", 1, 500, false],
    );
  });

  it("take runs, rate and JSON", () => {
    const options = parseDrillOptions(["--fault", "planned", "--runs", "30", "--qps", "1000", "--json"]);
    assert.ok(options !== "help");
    assert.ok(options.what.kind === "fault");
    assert.deepEqual([options.what.runs, options.qps, options.json], [30, 1000, true]);
  });

  it("take how long a fault lasts, and for one fault alone", () => {
    const options = parseDrillOptions(["--fault", "slow-node", "--hold", "600"]);
    assert.ok(options !== "help" && options.what.kind === "fault");
    assert.equal(options.what.fault.holdMs, 600_000);
    assert.throws(() => parseDrillOptions(["--all", "--hold", "5"]), /--hold goes with --fault alone/);
    assert.throws(() => parseDrillOptions(["--fault", "mute", "--hold", "1h"]), UsageError);
  });

  it("take all faults, or a random history with its seed", () => {
    const what = (...argv: string[]) => {
      const options = parseDrillOptions(argv);
      assert.ok(options !== "help");
      return options.what;
    };
    assert.deepEqual(what("--all", "--runs", "3"), { kind: "all", runs: 3 });
    assert.deepEqual(what("--random", "50", "--seed", "7"), { kind: "random", steps: 50, seed: 7 });
    assert.deepEqual(what("--random", "50"), { kind: "random", steps: 50, seed: 1 });
    assert.deepEqual(what("--random", "50", "--shrink", "8"), {
      kind: "random",
      steps: 50,
      seed: 1,
      shrink: 8,
    });
  });

  it("take one attack, or all of them", () => {
    const names = (...argv: string[]) => {
      const options = parseDrillOptions(argv);
      assert.ok(options !== "help" && options.what.kind === "attack");
      return options.what.attacks.map(({ name }) => name);
    };
    assert.deepEqual(names("--attack", "slow-bodies"), ["slow-bodies"]);
    assert.deepEqual(
      names("--attack", "all"),
      attacks.map(({ name }) => name),
    );
    assert.throws(
      () => parseDrillOptions(["--attack", "harsh-words"]),
      /no attack is called[^]*forged-adverts/,
    );
    for (const bad of [["--runs", "2"], ["--all"], ["--target", "real"]])
      assert.throws(() => parseDrillOptions(["--attack", "all", ...bad]), UsageError);
    for (const { name, description } of attacks)
      assert.ok(drillHelp().includes(name) && drillHelp().includes(description));
  });

  it("take what is to be synced, with how many changes and their seed", () => {
    const what = (...argv: string[]) => {
      const options = parseDrillOptions(["--sync", ...argv]);
      assert.ok(options !== "help" && options.what.kind === "sync");
      const { scenario, changes, seed } = options.what;
      return [scenario.name, changes, seed];
    };
    assert.deepEqual(what(), ["changes", 40, 1]);
    assert.deepEqual(what("--changes", "7", "--seed", "3"), ["changes", 7, 3]);
    assert.deepEqual(what("--scenario", "fresh"), ["fresh", 40, 1]);
    assert.throws(
      () => what("--scenario", "flood"),
      /"flood"[^]*changes[^]*fresh[^]*bulk[^]*restart[^]*deletion/,
    );
    for (const { name, description } of scenarios)
      assert.ok(drillHelp().includes(name) && drillHelp().includes(description));
  });

  it("take what happens to the data, one scenario or random sequences", () => {
    const what = (...argv: string[]) => {
      const options = parseDrillOptions(["--data", ...argv]);
      assert.ok(options !== "help");
      return options.what;
    };
    const first = what();
    assert.ok(first.kind === "data" && first.scenario.name === "handover");
    assert.deepEqual(what("--random", "50", "--seed", "7"), {
      kind: "random data",
      sequences: 50,
      seed: 7,
    });
    const spoilt = what("--scenario", "power-off", "--sabotage", "rollback");
    assert.ok(spoilt.kind === "data" && spoilt.sabotage?.name === "rollback");
    for (const bad of [
      ["--seed", "1"],
      ["--random", "5", "--scenario", "handover"],
      ["--sabotage", "idle-unit"],
      ["--runs", "2"],
      ["--sync"],
      ["--target", "real"],
    ])
      assert.throws(() => what(...bad), UsageError, bad.join(" "));
    for (const { name, description } of dataScenarios)
      assert.ok(drillHelp().includes(name) && drillHelp().includes(description));
  });

  it("refuse what does not go together", () => {
    for (const argv of [
      ["--all", "--fault", "planned"],
      ["--all", "--random", "5"],
      ["--all", "--seed", "5"],
      ["--random", "5", "--runs", "2"],
      ["--sync", "--runs", "2"],
      ["--sync", "--all"],
      ["--all", "--scenario", "bulk"],
      ["--random", "5", "--changes", "2"],
      ["--all", "--shrink", "5"],
    ])
      assert.throws(() => parseDrillOptions(argv), UsageError, argv.join(" "));
  });

  it("take a sabotage by name, and name all of them where there is no such", () => {
    const options = parseDrillOptions(["--random", "4", "--sabotage", "idle-unit"]);
    assert.ok(options !== "help");
    assert.equal(options.sabotage?.name, "idle-unit");
    assert.throws(
      () => parseDrillOptions(["--all", "--sabotage", "x"]),
      /"x"[^]*no-health-gate[^]*idle-unit/,
    );
  });

  it("name every fault in the help, and where one is missing or unknown", () => {
    assert.equal(parseDrillOptions(["--help"]), "help");
    for (const { name, description } of faults) {
      assert.ok(drillHelp().includes(name) && drillHelp().includes(description));
      assert.throws(
        () => parseDrillOptions([]),
        (error) => error instanceof UsageError && error.message.includes(name),
      );
      assert.throws(
        () => parseDrillOptions(["--fault", "fire"]),
        (error) =>
          error instanceof UsageError && error.message.includes('"fire"') && error.message.includes(name),
      );
    }
  });

  it("refuse numbers that are none, and say which are allowed", () => {
    for (const bad of ["0", "-1", "1.5", "x", "", "1001"])
      assert.throws(
        () => parseDrillOptions(["--fault", "planned", `--runs=${bad}`]),
        /--runs is .* from 1 to 1000/,
      );
    assert.throws(() => parseDrillOptions(["--fault", "planned", "--qps", "1e9"]), /--qps is "1e9"/);
  });

  it("refuse what they do not know", () => {
    assert.throws(() => parseDrillOptions(["--fault", "planned", "--run", "3"]), UsageError);
    assert.throws(() => parseDrillOptions(["planned"]), UsageError);
  });
});

describe("faults", () => {
  it("have names of their own", () => {
    assert.equal(new Set(faults.map(({ name }) => name)).size, faults.length);
  });
});
