import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { showStates } from "../../../../../../runtime/agent/cli/sync/states";
import { KeptStates } from "../../../../../../runtime/agent/sync/apply/kept-states";
import { denied, stateWith } from "../../sync/states";

describe("sync states", () => {
  let states: KeptStates;
  let folder: string;
  const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
  const own = stateWith({ domains: denied("a.example", "b.example") });
  beforeEach(() => {
    folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "sync-")), "states");
    states = new KeptStates(folder, "pi2", 30);
  });
  let printed: string[];
  const print = (text: string): void => void printed.push(text);
  beforeEach(() => (printed = []));

  it("are listed newest first, with why and how much, an odd one with its trouble", () => {
    assert.equal(showStates(states, false, print), 0);
    assert.match(printed.splice(0).join(), /no state is kept/);
    states.keep(stateWith(), "before x", at(1));
    states.keep(own, "before y", at(2));
    const broken = states.keep(stateWith(), "before z", at(3));
    fs.writeFileSync(path.join(folder, `${broken}.json.gz`), "{");
    showStates(states, false, print);
    assert.match(printed[0]!, /^2026-01-01T00-00-03.000Z {2}.*is no whole state/);
    assert.deepEqual(printed.splice(0).slice(1), [
      "2026-01-01T00-00-02.000Z  before y: groups 1, domains 2",
      "2026-01-01T00-00-01.000Z  before x: groups 1",
    ]);
    showStates(states, true, print);
    const [, second] = JSON.parse(printed[0]!) as { at: string; rows: Record<string, number> }[];
    assert.deepEqual([second?.at, second?.rows.domains], ["2026-01-01T00:00:02.000Z", 2]);
  });
});
