import assert from "node:assert/strict";
import { faults } from "../../../../lab/drill/faults";
import { help, parseOptions, UsageError } from "../../../../lab/drill/options";

describe("drill options", () => {
  it("need no more than a fault", () => {
    const options = parseOptions(["--fault", "power-off"]);
    assert.ok(options !== "help");
    assert.deepEqual(
      [options.fault.name, options.runs, options.qps, options.json],
      ["power-off", 1, 500, false],
    );
  });

  it("take runs, rate and JSON", () => {
    const options = parseOptions(["--fault", "planned", "--runs", "30", "--qps", "1000", "--json"]);
    assert.ok(options !== "help");
    assert.deepEqual([options.runs, options.qps, options.json], [30, 1000, true]);
  });

  it("name every fault in the help, and where one is missing or unknown", () => {
    assert.equal(parseOptions(["--help"]), "help");
    for (const { name, description } of faults) {
      assert.ok(help().includes(name) && help().includes(description));
      assert.throws(
        () => parseOptions([]),
        (error) => error instanceof UsageError && error.message.includes(name),
      );
      assert.throws(
        () => parseOptions(["--fault", "fire"]),
        (error) =>
          error instanceof UsageError && error.message.includes('"fire"') && error.message.includes(name),
      );
    }
  });

  it("refuse numbers that are none, and say which are allowed", () => {
    for (const bad of ["0", "-1", "1.5", "x", "", "1001"])
      assert.throws(
        () => parseOptions(["--fault", "planned", `--runs=${bad}`]),
        /--runs is .* from 1 to 1000/,
      );
    assert.throws(() => parseOptions(["--fault", "planned", "--qps", "1e9"]), /--qps is "1e9"/);
  });

  it("refuse what they do not know", () => {
    assert.throws(() => parseOptions(["--fault", "planned", "--run", "3"]), UsageError);
    assert.throws(() => parseOptions(["planned"]), UsageError);
  });
});

describe("faults", () => {
  it("have names of their own", () => {
    assert.equal(new Set(faults.map(({ name }) => name)).size, faults.length);
  });
});
