import assert from "node:assert/strict";
import { readOptions, UsageError } from "../../../../cli/observe/options";

describe("npm run observe", () => {
  it("reads the folder", () => {
    assert.deepEqual(readOptions(["--out", "there"]), { out: "there" });
    assert.equal(readOptions(["--help"]), "help");
  });

  it("says what is expected instead of what it does not understand", () => {
    for (const args of [[], ["--out="], ["--to", "x"], ["there"], ["--out", "a", "b"]])
      assert.throws(
        () => readOptions(args),
        (error: unknown) => error instanceof UsageError && /expected .*--out DIR/.test(error.message),
        args.join(" "),
      );
  });
});
