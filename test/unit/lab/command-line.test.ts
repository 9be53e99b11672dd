import assert from "node:assert/strict";
import { optionValues, runCommand, UsageError, whole } from "../../../lab/command-line";

const command = (perform: () => Promise<number>) => ({
  help: () => "",
  parse: (argv: readonly string[]) => optionValues(argv, { name: { type: "string" } }),
  perform,
});

describe("a command", () => {
  it("exits as its work says", async () => {
    assert.equal(
      await runCommand(
        command(async () => 1),
        [],
      ),
      1,
    );
  });

  it("is not understood with an option that it does not have, and does nothing then", async () => {
    assert.equal(await runCommand(command(assert.fail), ["--other"]), 2);
  });

  it("fails with what broke its work", async () => {
    const broken = command(() => Promise.reject(new Error("broken")));
    await assert.rejects(runCommand(broken, []), /broken/);
  });

  it("takes whole numbers within their bounds alone", () => {
    assert.equal(whole("--runs", "3", 1, 3), 3);
    for (const text of ["0", "4", "1.5", "1e0", "-1", ""])
      assert.throws(() => whole("--runs", text, 1, 3), UsageError, text);
  });
});
