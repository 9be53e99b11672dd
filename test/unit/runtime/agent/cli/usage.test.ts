import assert from "node:assert/strict";
import { parseCommand, UsageError } from "../../../../../runtime/agent/cli/usage";

describe("command line", () => {
  it("knows its commands and their options", () => {
    const plain = { json: false, waitSeconds: 0, force: false, waitFor: "serving" };
    assert.deepEqual(parseCommand(["check", "--json", "--wait", "30"]), {
      ...plain,
      name: "check",
      json: true,
      waitSeconds: 30,
    });
    assert.deepEqual(parseCommand(["drain", "--force"]), { ...plain, name: "drain", force: true });
    assert.deepEqual(parseCommand(["wait", "drained", "--seconds", "3"]), {
      ...plain,
      name: "wait",
      waitFor: "drained",
      waitSeconds: 3,
    });
    assert.equal(parseCommand(["--help"]).name, "help");
  });

  it("refuses what it does not know rather than ignoring it", () => {
    for (const args of [
      [],
      ["dance"],
      ["drain", "--json"],
      ["check", "--wait", "long"],
      ["run", "x"],
      ["wait"],
    ]) {
      assert.throws(() => parseCommand(args), UsageError, args.join(" "));
    }
  });
});
