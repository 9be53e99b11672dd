import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { durationMs } from "../../../../cli/upgrade/durations";
import { changedKeys, restoreImages } from "../../../../cli/upgrade/images";
import {
  beforeUnfinished,
  readRecord,
  undoRecord,
  writeRecord,
  type UpgradeRecord,
} from "../../../../cli/upgrade/record";
import { planText, reportOf } from "../../../../cli/upgrade/report";

const record: UpgradeRecord = {
  format: 1,
  startedAt: "2026-11-30T10:00:00.000Z",
  isBack: false,
  from: { kind: "clone", id: "a".repeat(40), branch: "" },
  to: { kind: "clone", id: "b".repeat(40), branch: "main" },
  current: { kind: "clone", id: "a".repeat(40), branch: "" },
  images: { pi1: { pihole: "pihole:1" }, pi2: { pihole: "pihole:1" } },
  order: ["pi2", "pi1"],
  done: ["pi2"],
  state: "stopped",
  trouble: "the update of pi1 failed",
};

describe("an upgrade's record", () => {
  let at = "";
  const folder = () => at;
  beforeEach(() => (at = mkdtempSync(path.join(tmpdir(), "upgrade-"))));

  it("is read as it was written, and is refused if it is something else", () => {
    assert.equal(readRecord(folder()), undefined);
    writeRecord(folder(), record);
    assert.deepEqual(readRecord(folder()), record);
    writeFileSync(path.join(folder(), ".ha-dns", "upgrade.json"), '{"format":2}');
    assert.throws(() => readRecord(folder()), /upgrade\.json: found something else/);
  });

  it("that nobody has agreed to gives back Pulumi.yaml and the record before it", () => {
    writeFileSync(path.join(folder(), "Pulumi.yaml"), "changed");
    const begun: UpgradeRecord = { ...record, state: "switching", undo: { project: "before", record } };
    writeRecord(folder(), begun);
    assert.deepEqual(undoRecord(folder(), readRecord(folder())!), record);
    assert.equal(readFileSync(path.join(folder(), "Pulumi.yaml"), "utf8"), "before");
    assert.deepEqual(readRecord(folder()), record);
    undoRecord(folder(), { ...begun, undo: { project: "before" } });
    assert.equal(readRecord(folder()), undefined);
  });
});

describe("an upgrade after one that is not finished", () => {
  it("goes back to what the nodes had before both, whatever ended the first one", () => {
    const before = { from: record.from, images: record.images };
    for (const state of ["stopped", "waiting", "running"] as const)
      assert.deepEqual(beforeUnfinished({ ...record, state }), before, state);
    assert.equal(beforeUnfinished({ ...record, state: "done" }), undefined);
    assert.equal(beforeUnfinished({ ...record, isBack: true }), undefined);
    assert.equal(beforeUnfinished(undefined), undefined);
  });
});

describe("the way back of images", () => {
  let at = "";
  const folder = () => at;
  beforeEach(() => (at = mkdtempSync(path.join(tmpdir(), "upgrade-"))));
  const project =
    "config:\n  vip:\n    value: 192.0.2.1 # the VIP\n  piholeImage:\n    value: pihole:2\n  runtimeImage: own:2\n";

  it("finds the keys that name another image than the one that ran", () => {
    assert.deepEqual(
      changedKeys(project, { pihole: "pihole:1", runtime: "ha-dns/runtime:abc", pod: "busybox:1" }),
      [
        { key: "piholeImage", found: "pihole:2", before: "pihole:1" },
        { key: "runtimeImage", found: "own:2", before: "build" },
      ],
    );
    assert.deepEqual(changedKeys(project, { pihole: "pihole:2", runtime: "own:2" }), []);
  });

  it("changes these values alone, in both spellings", () => {
    const file = path.join(folder(), "Pulumi.yaml");
    writeFileSync(file, project);
    restoreImages(folder(), { pihole: "pihole:1", runtime: "own:1" });
    assert.equal(
      readFileSync(file, "utf8"),
      project.replace("pihole:2", "pihole:1").replace("own:2", "own:1"),
    );
  });
});

describe("what an upgrade says", () => {
  it("names the program, each node's drain, and images from and to", () => {
    const steps = [
      {
        node: "pi2",
        result: "previewed",
        changes: ["create pi2-drain", "replace pi2-pihole"],
        images: { pihole: "pihole:2" },
      },
      { node: "pi1", result: "previewed", changes: [] },
    ];
    assert.equal(
      planText(record, steps),
      "this program: aaaaaaaaaaaa → bbbbbbbbbbbb\npi2: 2 changes; it is drained for them\n" +
        "  pihole: pihole:1 → pihole:2\npi1: nothing changes\n",
    );
  });

  it("says where it stopped, how to go on and how to go back", () => {
    const text = reportOf(record, { sent: 100, lost: 0, outagesMs: [] });
    assert.match(text, /stopped: the update of pi1 failed\npi2: at bbbbbbbbbbbb\. pi1: not finished/);
    assert.match(
      text,
      /To go on.*: ha-dns upgrade\nThe way back: ha-dns upgrade --back\nat the VIP: 100 queries, none lost/,
    );
    assert.match(reportOf({ ...record, from: undefined }, undefined), /--back --to VERSION/);
    const waiting = { ...record, state: "waiting", until: "2026-12-01T10:00:00.000Z" } as const;
    assert.match(
      reportOf(waiting, undefined),
      /pi1: as before, until 2026-12-01.*\nAfter that: ha-dns upgrade\./,
    );
  });

  it("takes times with a unit alone, and none that is too long", () => {
    assert.equal(durationMs("soak", "90s", 3_600_000), 90_000);
    assert.equal(durationMs("canary", "24h", 14 * 24 * 3_600_000), 86_400_000);
    for (const text of ["90", "-1s", "2h", "1.5h", ""])
      assert.throws(() => durationMs("soak", text, 3_600_000), /--soak is .*; expected a time such as 90s/);
  });
});
