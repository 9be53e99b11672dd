import assert from "node:assert/strict";
import path from "node:path";
import { run } from "../../../lab/shell";
import { inNamespace } from "../../attacks/namespace";

describe("the doors of a real agent", () => {
  it("keep to what they are for, in a namespace of their own", async () => {
    const mocha = path.join(__dirname, "../../../node_modules/mocha/bin/mocha.js");
    const args = [mocha, "--timeout", "60000", path.join(__dirname, "doors-spec.ts")];
    const { code, stdout, stderr } = await run("unshare", inNamespace(args));
    assert.equal(code, 0, `${stdout}${stderr}`);
    assert.match(stdout, /8 passing/);
  });
});
