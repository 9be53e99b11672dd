import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { settingChanges } from "../../../../../../runtime/agent/sync/model/equal";
import { forgettable, KeptStates, tooLarge } from "../../../../../../runtime/agent/sync/apply/kept-states";
import { denied, stateWith } from "../states";

describe("kept states", () => {
  let folder: string;
  let states: KeptStates;
  const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
  beforeEach(() => {
    folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "kept-")), "states");
    states = new KeptStates(folder, "pi2", 3);
  });

  it("are none before the first, and the newest first", () => {
    assert.deepEqual(states.names(), []);
    const names = [1, 2, 3].map((second) =>
      states.keep(stateWith({ domains: denied(`${second}.example`) }), "test", at(second)),
    );
    assert.deepEqual(states.names(), names.reverse());
    assert.equal(names[0], "2026-01-01T00-00-03.000Z");
  });

  it("give back what was kept, and why", () => {
    const state = stateWith({ domains: denied("a.example") });
    const name = states.keep(state, "before a test", at(1));
    assert.deepEqual(states.read(name), {
      at: at(1).toISOString(),
      node: "pi2",
      why: "before a test",
      state,
    });
  });

  it("hold no secret, and leave those of the day to themselves when they are put back", () => {
    const secrets = {
      "webserver.api.app_pwhash": "$HASH$",
      "webserver.api.totp_secret": "GEZDGNBV",
    } as const;
    const state = stateWith();
    const name = states.keep({ ...state, settings: { ...state.settings, ...secrets } }, "test", at(1));
    const text = gunzipSync(fs.readFileSync(path.join(folder, `${name}.json.gz`))).toString();
    for (const secret of Object.values(secrets)) assert.ok(!text.includes(secret), secret);
    assert.deepEqual(states.read(name).state, state);
    assert.deepEqual(settingChanges(states.read(name).state, { ...state, settings: secrets }, {}), []);
  });

  it("let the oldest go, and nothing else in their folder", () => {
    states.keep(stateWith(), "test", at(1));
    for (const odd of ["0-mine.json", "zz.json", "notes.txt"]) fs.writeFileSync(path.join(folder, odd), "{}");
    for (const second of [2, 3, 4, 5])
      states.keep(stateWith({ domains: denied(`${second}.example`) }), "test", at(second));
    assert.deepEqual(
      fs
        .readdirSync(folder)
        .filter((file) => !file.startsWith("2026"))
        .sort(),
      ["0-mine.json", "notes.txt", "zz.json"],
    );
    assert.deepEqual(
      states.names().map((name) => name.slice(17, 19)),
      ["05", "04", "03", "01"], // The last three, and the first of the day.
    );
  });

  it("of thirty days back stay, the first of each, whatever the last evening was like", () => {
    const days = Array.from({ length: 40 }, (_, i) => new Date(Date.UTC(2026, 0, 1 + i)).toISOString());
    const evening = Array.from(
      { length: 50 },
      (_, i) => `2026-02-09T20-00-${String(i).padStart(2, "0")}.000Z`,
    );
    const names = [...days, ...evening].sort().reverse();
    const gone = forgettable(names, 30);
    assert.deepEqual(
      gone.filter((name) => name.startsWith("2026-01")),
      days.slice(0, 10).reverse(),
    );
    assert.equal(names.length - gone.length, 60);
    assert.ok(!gone.includes(evening[49]!) && gone.includes(evening[0]!));
  });

  it("are not pushed out by one and the same state, as a round that fails again and again keeps it", () => {
    const old = states.keep(stateWith({ domains: denied("old.example") }), "test", at(1));
    const name = states.keep(stateWith(), "test", at(2));
    for (const second of [3, 4, 5, 6]) assert.equal(states.keep(stateWith(), "test", at(second)), name);
    assert.deepEqual(states.names(), [name, old]);
    fs.writeFileSync(path.join(folder, `${name}.json.gz`), "{");
    assert.notEqual(states.keep(stateWith(), "test", at(7)), name);
  });

  it("say which there are where one is asked for that there is not, and leave the folder for none", () => {
    const name = states.keep(stateWith(), "test", at(1));
    fs.writeFileSync(path.join(folder, "..", "secret.json"), "{}");
    for (const odd of ["../secret", "", "2026"])
      assert.throws(() => states.read(odd), new RegExp(`there is no kept state ${odd}; these are: ${name}`));
  });

  it("refuse one that is not whole, compressed or not", () => {
    const name = states.keep(stateWith(), "test", at(1));
    const file = path.join(folder, `${name}.json.gz`);
    fs.writeFileSync(file, fs.readFileSync(file).subarray(0, 100));
    assert.throws(() => states.read(name), /is no whole state/);
    fs.renameSync(file, path.join(folder, `${name}.json`));
    assert.throws(() => states.read(name), /is no whole state/);
  });

  it("of the version before stay readable, and count as the last one", () => {
    const state = stateWith({ domains: denied("a.example") });
    const [old, about] = [at(1).toISOString(), { at: at(1).toISOString(), node: "pi2", why: "test", state }];
    fs.mkdirSync(folder);
    const name = old.replaceAll(":", "-");
    fs.writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(about, null, 1));
    assert.deepEqual(states.read(name), about);
    assert.equal(states.keep(state, "test", at(2)), name);
    assert.notEqual(states.keep(stateWith(), "test", at(3)), name);
  });

  it("are for root alone, also where the version before left the folder open", () => {
    fs.mkdirSync(folder, { mode: 0o755 });
    const name = states.keep(stateWith(), "test", at(1));
    const mode = (file: string): number => fs.statSync(file).mode & 0o777;
    assert.deepEqual([mode(folder), mode(path.join(folder, `${name}.json.gz`))], [0o700, 0o600]);
  });

  it("take no more than so many bytes, and never the newest nor a day's first for it", () => {
    const sized = (name: string, size: number) => ({ name, size });
    const evening = Array.from({ length: 9 }, (_, i) => sized(`2026-01-09T20-00-0${9 - i}`, 10));
    const days = Array.from({ length: 8 }, (_, i) => sized(`2026-01-0${8 - i}T08`, 10));
    const gone = tooLarge([...evening, ...days], 100);
    // Days 1 and 2, and of the evening all but its first and the last three.
    assert.deepEqual(gone, [
      "2026-01-01T08",
      "2026-01-02T08",
      "2026-01-09T20-00-02",
      "2026-01-09T20-00-03",
      "2026-01-09T20-00-04",
      "2026-01-09T20-00-05",
      "2026-01-09T20-00-06",
    ]);
    assert.deepEqual(tooLarge(evening, 90), []);
    const few = new KeptStates(folder, "pi2", 30, 1);
    for (const second of [1, 2, 3, 4, 5, 6])
      few.keep(stateWith({ domains: denied(`${second}.example`) }), "test", at(second));
    assert.deepEqual(
      few.names().map((name) => name.slice(17, 19)),
      ["06", "05", "04", "01"],
    );
  });
});
