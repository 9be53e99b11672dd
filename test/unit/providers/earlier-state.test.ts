import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { implementations } from "../../../providers/implementations";

interface Stored {
  readonly id: string;
  readonly inputs: never;
  readonly outputs: never;
}

/** What the first version stored of a resource of each kind. An update of today begins with a refresh of it. */
const earlier = JSON.parse(
  readFileSync(path.join(__dirname, "../../samples/earlier-state.json"), "utf8"),
) as Partial<Record<keyof typeof implementations, Stored>>;

describe("a provider of today", () => {
  for (const [kind, stored] of Object.entries(earlier))
    it(`compares the ${kind} of an earlier version with the inputs of then, as a refresh does`, async () => {
      const { diff } = implementations[kind as keyof typeof implementations];
      const { changes } = await diff(stored.id, stored.outputs, stored.inputs);
      assert.equal(typeof changes, "boolean");
    });
});
