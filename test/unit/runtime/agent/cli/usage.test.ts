import assert from "node:assert/strict";
import { parseCommand, UsageError } from "../../../../../runtime/agent/cli/usage";

describe("command line", () => {
  it("knows its commands and their options", () => {
    assert.deepEqual(parseCommand(["check", "--json", "--wait", "30"]), {
      name: "check",
      json: true,
      waitSeconds: 30,
    });
    assert.deepEqual(parseCommand(["drain"]), { name: "drain", json: false, waitSeconds: 0 });
    assert.equal(parseCommand(["--help"]).name, "help");
  });

  it("refuses what it does not know rather than ignoring it", () => {
    for (const args of [[], ["dance"], ["drain", "--json"], ["check", "--wait", "long"], ["run", "x"]]) {
      assert.throws(() => parseCommand(args), UsageError, args.join(" "));
    }
  });
});
