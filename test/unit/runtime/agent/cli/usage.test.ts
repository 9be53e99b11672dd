import assert from "node:assert/strict";
import { parseCommand, AgentUsageError } from "../../../../../runtime/agent/cli/usage";

describe("command line", () => {
  it("knows its commands and their options", () => {
    const plain = {
      json: false,
      waitSeconds: 0,
      force: false,
      waitFor: "serving",
      action: "status",
      kept: undefined,
      dryRun: false,
      notify: { action: "status" },
      dnssec: "status",
      queries: {},
    };
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
    assert.deepEqual(parseCommand(["queries", "--domain", "ads", "--blocked", "--hours", "2", "--json"]), {
      ...plain,
      name: "queries",
      json: true,
      queries: { domain: "ads", blocked: true, hours: 2 },
    });
    assert.throws(() => parseCommand(["queries", "--hours", "none"]), AgentUsageError);
    assert.throws(() => parseCommand(["queries", "--client"]), AgentUsageError);
    assert.throws(() => parseCommand(["status", "--domain", "ads"]), AgentUsageError);
    assert.deepEqual(parseCommand(["dnssec", "ds"]), { ...plain, name: "dnssec", dnssec: "ds" });
    assert.throws(() => parseCommand(["dnssec", "roll"]), AgentUsageError);
    assert.equal(parseCommand(["--help"]).name, "help");
  });

  it("knows what can be done with alerts", () => {
    const notify = (...words: string[]) => {
      const command = parseCommand(["notify", ...words]);
      return [command.notify, command.json];
    };
    assert.deepEqual(notify("--json"), [{ action: "status" }, true]);
    assert.deepEqual(notify("test"), [{ action: "test" }, false]);
    assert.deepEqual(notify("test", "phone", "--json"), [{ action: "test", name: "phone" }, true]);
    assert.deepEqual(notify("mute", "node-silent/pi1", "8"), [
      { action: "mute", key: "node-silent/pi1", hours: 8 },
      false,
    ]);
    for (const words of [
      ["mute"],
      ["mute", "node-silent"],
      ["mute", "node-silent", "-1"],
      ["mute", "a", "x"],
      ["shout"],
    ])
      assert.throws(() => parseCommand(["notify", ...words]), AgentUsageError, words.join(" "));
  });

  it("knows what sync can be told, and a kept state's name where it takes one", () => {
    const sync = (...words: string[]) => {
      const { name, action, kept, json } = parseCommand(["sync", ...words]);
      assert.equal(name, "sync");
      return [action, kept, json];
    };
    assert.deepEqual(sync(), ["status", undefined, false]);
    assert.deepEqual(sync("--json"), ["status", undefined, true]);
    assert.deepEqual(sync("accept"), ["accept", undefined, false]);
    assert.deepEqual(sync("states", "--json"), ["states", undefined, true]);
    assert.deepEqual(sync("diff", "--json"), ["diff", undefined, true]);
    assert.deepEqual(sync("diff", "NAME", "--json"), ["diff", "NAME", true]);
    assert.deepEqual(sync("restore", "NAME"), ["restore", "NAME", false]);
    assert.deepEqual(sync("adopt"), ["adopt", undefined, false]);
    assert.equal(parseCommand(["sync", "adopt", "--dry-run"]).dryRun, true);
  });

  it("refuses what it does not know rather than ignoring it", () => {
    for (const args of [
      [],
      ["dance"],
      ["drain", "--json"],
      ["check", "--wait", "long"],
      ["run", "x"],
      ["wait"],
      ["sync", "dance"],
      ["sync", "restore", "NAME", "--dry-run"],
      ["sync", "accept", "NAME"],
      ["sync", "accept", "--json"],
      ["sync", "restore"],
      ["sync", "restore", "--json"],
      ["sync", "diff", "NAME", "OTHER"],
    ]) {
      assert.throws(() => parseCommand(args), AgentUsageError, args.join(" "));
    }
  });
});
