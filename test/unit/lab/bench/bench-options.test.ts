import assert from "node:assert/strict";
import { parseBenchOptions } from "../../../../lab/bench/bench-options";
import { UsageError } from "../../../../lab/command-line";

const parsed = (...argv: string[]) => {
  const options = parseBenchOptions(argv);
  assert.ok(options !== "help");
  return options;
};

describe("bench options", () => {
  it("measure all parts and all comparable faults where nothing is said", () => {
    const options = parsed();
    assert.deepEqual(options.parts, ["failover", "throughput", "cpu"]);
    assert.equal(options.runs, 3);
    const names = options.faults.map(({ name }) => name);
    for (const name of ["power-off", "pihole-crash", "pihole-hang", "planned"])
      assert.ok(names.includes(name));
  });

  it("take some parts and faults", () => {
    const options = parsed("--part", "failover", "--fault", "planned", "--fault", "power-off", "--runs", "5");
    assert.deepEqual(options.parts, ["failover"]);
    assert.deepEqual(options.faults.map(({ name }) => name).sort(), ["planned", "power-off"]);
    assert.equal(options.runs, 5);
  });

  it("refuse what is not there, and say what is", () => {
    assert.throws(() => parseBenchOptions(["--part", "all"]), /failover, throughput, cpu/);
    assert.throws(() => parseBenchOptions(["--fault", "flood"]), /power-off/);
    assert.throws(() => parseBenchOptions(["--runs", "0"]), UsageError);
    assert.throws(() => parseBenchOptions(["--fast"]), UsageError);
  });

  it("give help where it is asked for", () => {
    assert.equal(parseBenchOptions(["--help"]), "help");
  });
});
