import assert from "node:assert/strict";
import {
  CommandError,
  HostCommands,
  runOnHost,
  type HostCommandResult,
} from "../../../../../runtime/data/zfs/host-commands";

describe("a command on the host", () => {
  it("answers with its exit code and what it said", async () => {
    assert.deepEqual(await runOnHost("sh", ["-c", "echo out; echo err >&2; exit 3"], 5000), {
      code: 3,
      stdout: "out\n",
      stderr: "err\n",
    });
  });

  it("is not waited for beyond its deadline, even where it holds its output open", async () => {
    const from = Date.now();
    await assert.rejects(
      runOnHost("sh", ["-c", "sleep 5 & sleep 5"], 100),
      /sh -c .* is not done after 0.1 s/,
    );
    assert.ok(Date.now() - from < 3000);
  });

  it("that is not there is said so", () =>
    assert.rejects(runOnHost("no-such-program", [], 1000), /no-such-program could not be started/));

  const saying = (...answers: readonly HostCommandResult[]) => {
    const left = [...answers];
    return new HostCommands(() => Promise.resolve(left.shift()!));
  };
  const busy: HostCommandResult = { code: 1, stdout: "", stderr: "cannot rename: dataset is busy\n" };

  it("that has to succeed rejects with all that it is told", () =>
    assert.rejects(saying(busy).zfs("rename", "a", "b"), {
      constructor: CommandError,
      message: "zfs rename a b failed with 1: cannot rename: dataset is busy",
    }));

  it("is tried again where ZFS is busy, and only there", async () => {
    await saying(busy, { code: 0, stdout: "", stderr: "" }).patiently("rename", "a", "b");
    await assert.rejects(saying({ ...busy, stderr: "no such" }).patiently("rename", "a", "b"), /no such/);
  });
});
