import assert from "node:assert/strict";
import path from "node:path";
import { run } from "../../../lab/shell";

describe("a host without inotify", () => {
  it("starts the agent, its folder watches and the data keeper, and they see changes", async () => {
    const program = path.join(__dirname, "without-inotify.ts");
    // The limit of a user namespace of its own: no other program loses its watches.
    const script = 'echo 0 > /proc/sys/user/max_inotify_instances && exec node --import tsx "$1"';
    const { code, stdout, stderr } = await run("unshare", [
      "--user",
      "--map-root-user",
      "sh",
      "-c",
      script,
      "sh",
      program,
    ]);
    assert.equal(code, 0, stderr);
    const { told, ...rest } = JSON.parse(stdout) as { readonly told: readonly string[] };
    assert.deepEqual(rest, { started: ["agent", "folders", "data keeper"], changes: 2 });
    assert.deepEqual([...new Set(told)], ["watch.failed"]);
  });
});
