import assert from "node:assert/strict";
import { parseLine } from "../../../../pihole/src/gravity/parse";

describe("a line of a list", () => {
  const names = (line: string) => {
    const parsed = parseLine(line);
    return parsed.kind === "names" ? parsed.names : parsed.kind;
  };

  it("is a name, alone or behind an address, in lower case", () => {
    assert.deepEqual(names("Ads.Example"), ["ads.example"]);
    assert.deepEqual(names("0.0.0.0 a.example b.example # why"), ["a.example", "b.example"]);
    assert.deepEqual(names(":: a.example"), ["a.example"]);
  });

  it("is nothing where it is empty, a comment, or what hosts files begin with", () => {
    for (const line of ["", "  ", "# c", "! c", "[Adblock Plus]", "127.0.0.1 localhost", "0.0.0.0 0.0.0.0"]) {
      assert.equal(names(line), "nothing", line);
    }
  });

  it("is an ABP pattern, that blocks or allows", () => {
    assert.deepEqual(parseLine("||ads.example^"), { kind: "abp", pattern: "||ads.example^" });
    assert.deepEqual(parseLine("@@||ads.example^"), { kind: "abp", pattern: "@@||ads.example^" });
  });

  it("is invalid where it is no domain", () => {
    for (const line of ["not a domain", "192.0.2.1", "||a.example/path^", "-a.example", "nodot"]) {
      assert.equal(names(line), "invalid", line);
    }
  });
});
