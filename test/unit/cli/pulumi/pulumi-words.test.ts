import assert from "node:assert/strict";
import { inPulumiWords, pulumiWords } from "../../../../cli/pulumi/pulumi-words";

/** As the Automation API throws it. */
const framed = `code: -2
 stdout: 
 stderr: Command failed with exit code 1: pulumi stack init pi1 --non-interactive
error: could not create secrets manager for new stack: incorrect passphrase
 err?: Error: Command failed with exit code 1: pulumi stack init pi1 --non-interactive
error: could not create secrets manager for new stack: incorrect passphrase
`;

describe("what Pulumi complains of", () => {
  it("is shown once, without the exit code and the other output", async () => {
    assert.equal(
      pulumiWords(new Error(framed)),
      "could not create secrets manager for new stack: incorrect passphrase",
    );
    await assert.rejects(
      inPulumiWords(() => Promise.reject(new Error(framed))),
      { message: "pulumi: could not create secrets manager for new stack: incorrect passphrase" },
    );
  });

  it("is shown unchanged if it has another form", () => {
    assert.equal(pulumiWords(new Error("spawn pulumi ENOENT")), "spawn pulumi ENOENT");
  });
});
