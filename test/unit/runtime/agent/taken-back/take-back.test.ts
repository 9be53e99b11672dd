import assert from "node:assert/strict";
import { tomlValue } from "../../../../../runtime/agent/pihole/toml";
import {
  changedSettingKeys,
  doesNotStart,
  takeBack,
} from "../../../../../runtime/agent/taken-back/take-back";

const toml = (size: string, hosts: string, port = "53"): string =>
  `# Last updated on ${size}\n[dns]\n  hosts = ${hosts}\n  port = ${port}\n  [dns.cache]\n    size = ${size} ### CHANGED, default = 10000\n`;
const good = { toml: toml("10000", "[]"), keys: ["dns.cache.size", "dns.port", "dns.unknown"] };

describe("settings with which Pi-hole does not start", () => {
  it("get their earlier values, and what is no matter of a start stays", () => {
    const back = takeBack(toml("7", '[ "10.0.0.1 nas" ]'), good, false)!;
    assert.deepEqual(back.keys, ["dns.cache.size"]);
    assert.equal(back.toml, toml("7", '[ "10.0.0.1 nas" ]').replace("size = 7", "size = 10000"));
  });

  it("give way as a whole when that was not enough, or was not the cause", () => {
    const present = toml("7", '[ "10.0.0.1 nas" ]');
    assert.deepEqual(takeBack(present, good, true), {
      toml: good.toml,
      keys: ["dns.cache.size", "dns.hosts"],
    });
    const live = toml("10000", '[ "10.0.0.1 nas" ]');
    assert.deepEqual(takeBack(live, good, false), { toml: good.toml, keys: ["dns.hosts"] });
  });

  it("give way as a whole when the file is damaged", () => {
    for (const damaged of ["", "\0\0\0\0", good.toml.slice(0, 40)])
      assert.equal(takeBack(damaged, good, false)?.toml, good.toml);
  });

  it("are not the cause where nothing has changed but what FTL remarks", () => {
    assert.equal(takeBack(good.toml.replace("on 10000", "on Monday"), good, false), undefined);
  });

  it("are told apart by their spelling in the file", () => {
    assert.deepEqual(changedSettingKeys(toml("10000", "[]", "5353"), good), ["dns.port"]);
    assert.equal(tomlValue(toml("10000", "[]", "5353"), "dns.port"), "5353");
  });

  it("are looked at after three starts without an answer, or when it runs and stays silent", () => {
    const silent = { starts: 0, silentMs: 600_000, runs: false };
    assert.equal(doesNotStart(silent), false); // It may be downloading lists, or importing its history.
    assert.equal(doesNotStart({ ...silent, starts: 2, silentMs: 9_000 }), false);
    assert.equal(doesNotStart({ ...silent, starts: 3, silentMs: 9_000 }), true);
    assert.equal(doesNotStart({ ...silent, runs: true }), true);
    assert.equal(doesNotStart({ ...silent, runs: true, silentMs: 15_000 }), false);
  });
});
