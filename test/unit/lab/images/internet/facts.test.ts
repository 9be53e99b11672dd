import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  aliasName,
  bogusName,
  cachedNames,
  distinctName,
  insecureName,
  nxName,
  piholeFirstStartNames,
  shortLivedName,
  timeServers,
} from "../../../../../lab/images/internet/facts";

const folder = path.join(__dirname, "../../../../../lab/images/internet/zones");
const zones = new Map(
  readdirSync(folder).map((file) => [
    path.basename(file, ".zone"),
    readFileSync(path.join(folder, file), "utf8"),
  ]),
);

/** What the zone files say of a name: its address, found through an alias or a wildcard where there is one. */
function addressOf(name: string): string | undefined {
  const lines = [...zones.values()].join("\n").split("\n");
  const record = (owner: string) => {
    const found = lines.map((line) => line.split(/\s+/)).filter((fields) => fields[0] === `${owner}.`);
    return found.find((fields) => fields.includes("A")) ?? found.find((fields) => fields.includes("CNAME"));
  };
  const found = record(name) ?? record(name.replace(/^[^.]+/, "*"));
  const data = found?.at(-1);
  return data?.endsWith(".") ? addressOf(data.slice(0, -1)) : data;
}

describe("the lab's internet", () => {
  it("answers each of its published names as its zone file says", () => {
    for (const { name, address } of [
      ...cachedNames,
      aliasName,
      insecureName,
      shortLivedName,
      distinctName(7),
      ...piholeFirstStartNames,
      ...timeServers,
    ]) {
      assert.equal(addressOf(name), address, name);
    }
  });

  it("has no record for the name that does not exist", () => {
    assert.equal(addressOf(nxName), undefined);
  });

  it("falsifies the bogus zone alone, and signs all but those that are not signed in the real internet", () => {
    const unsigned = [insecureName.name, "github.com", "githubusercontent.com", "plex.direct", "ntp.org"];
    for (const [zone, text] of zones) {
      const expected =
        zone === bogusName ? "; falsified" : unsigned.includes(zone) ? "; unsigned" : "; signed";
      assert.equal(text.split("\n")[0], expected, zone);
    }
  });

  it("has no zone below a top-level domain that resolvers answer by themselves", () => {
    const special = ["test", "invalid", "localhost", "onion", "local", "internal", "lan"];
    for (const zone of zones.keys()) assert.ok(!special.includes(zone.split(".").at(-1)!), zone);
  });

  it("gives each number, and each run, a name of its own", () => {
    const made = [0, 1, 2].flatMap((i) => [distinctName(i, "a").name, distinctName(i, "b").name]);
    assert.equal(new Set(made).size, 6);
  });
});
