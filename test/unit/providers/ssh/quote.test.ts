import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { commandLine } from "../../../../providers/ssh/quote";

describe("commandLine", () => {
  it("is read back by a shell argument for argument", () => {
    const argument = fc.string({ unit: fc.constantFrom(..."ab'\" $`\\\n*?~#;&|<>()") });
    fc.assert(
      fc.property(fc.array(argument, { minLength: 1, maxLength: 4 }), (args) => {
        const script = `printf '%s\\0' ${commandLine(args)}`;
        const read = execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
        assert.deepEqual(read, args);
      }),
      { numRuns: 40 },
    );
  });
});
