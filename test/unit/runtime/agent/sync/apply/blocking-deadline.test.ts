import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Blocking } from "../../../../../../lab/standins/pihole/src/api/blocking";
import { apiListener } from "../../../../../../lab/standins/pihole/src/api/server";
import { JsonFile } from "../../../../../../runtime/common/json-file";
import { PiholeClient } from "../../../../../../runtime/agent/pihole/pihole-client";
import { deadlineSchema, judgeBlocking } from "../../../../../../runtime/agent/sync/apply/blocking-deadline";
import { BlockingTimer } from "../../../../../../runtime/agent/sync/apply/blocking-timer";
import { readBlocking } from "../../../../../../runtime/agent/sync/read/read-blocking";
import { endAll, piholeWith } from "../../guard/support";

const minute = 60_000;
const year = 365 * 24 * 60 * minute;

describe("the end of a pause of blocking", () => {
  const noon = Date.UTC(2026, 10, 30, 12);
  const pause = { enabled: false, timer: 300 };
  const noted = { at: noon + 5 * minute, seconds: 300, start: noon - year, then: true };
  const off = { enabled: false, timer: null };
  const on = { enabled: true, timer: null };

  it("is noted when a timer is seen first, or another one, and not at each look", () => {
    assert.deepEqual(judgeBlocking(undefined, pause, noon, noon - year), { kind: "note", deadline: noted });
    const later = noon + 2 * minute;
    assert.deepEqual(judgeBlocking(noted, { ...pause, timer: 180.4 }, later, noon - year), {
      kind: "nothing",
    });
    assert.equal(judgeBlocking(noted, { ...pause, timer: 600 }, later, noon - year).kind, "note");
    assert.deepEqual(judgeBlocking(undefined, off, noon, 0), { kind: "nothing" });
  });

  it("is kept when Pi-hole has started anew, whether it has come meanwhile or not", () => {
    const start = noon + 2 * minute;
    assert.deepEqual(judgeBlocking(noted, off, start + 5_000, start), {
      kind: "set",
      enabled: false,
      timer: 175,
    });
    const late = noon + 20 * minute;
    assert.deepEqual(judgeBlocking(noted, off, late + 5_000, late), {
      kind: "set",
      enabled: true,
      timer: null,
    });
  });

  it("is forgotten when it has come, or somebody has ended the pause, or made it last", () => {
    for (const at of [noon + minute, noon + 6 * minute])
      assert.deepEqual(judgeBlocking(noted, on, at, at), { kind: "forget" });
    assert.deepEqual(judgeBlocking(noted, off, noon + minute, noon - year), { kind: "forget" });
  });

  it("is never later than what was left of the pause, whatever the clock says after a power cut", () => {
    for (const [clock, left] of [
      [noon - 2 * year, 300],
      [noon - minute, 300],
      [noon + minute, 235],
    ] as const)
      assert.deepEqual(judgeBlocking(noted, off, clock + 5_000, clock), {
        kind: "set",
        enabled: false,
        timer: clock < noon ? 300 : left,
      });
    const ahead = noon + year;
    assert.deepEqual(judgeBlocking(noted, off, ahead + 5_000, ahead), {
      kind: "set",
      enabled: true,
      timer: null,
    });
  });
});

/** The stand-in's own blocking behind a real web server, on the real clock. */
describe("a pause of blocking", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ha-dns-pause-"));
  after(() => fs.rmSync(folder, { recursive: true }));
  afterEach(endAll);

  let active: boolean;
  let blocking: Blocking;
  let pihole: PiholeClient;
  let timer: BlockingTimer;
  let startedAt: number;
  let now: number;
  let resumed: number;

  /** Pi-hole starts: what is in its file is in force, and its timer is none any more. */
  const start = async (): Promise<void> => {
    blocking?.cancel();
    blocking = new Blocking({
      isActive: () => active,
      setActive: (to) => (active = to),
      dnsRuns: () => true,
    });
    const port = await piholeWith(apiListener(blocking.endpoints, () => ({ kind: "open" })));
    pihole = new PiholeClient(
      port,
      { password: () => "", totpSecret: () => "" },
      { load: () => "open", save: () => undefined },
    );
    const file = new JsonFile(path.join(folder, "deadline.json"), deadlineSchema, 0o644, true);
    timer = new BlockingTimer(
      pihole,
      file,
      () => resumed++,
      () => now,
    );
    startedAt = now;
  };
  beforeEach(async () => {
    [active, now, resumed] = [true, Date.now(), 0];
    await start();
  });
  afterEach(() => blocking.cancel());

  const read = async () =>
    readBlocking((await pihole.ask({ method: "GET", path: "/api/dns/blocking" })).body);
  const look = async () => timer.look(await read(), now - startedAt);
  const pause = (enabled: boolean, seconds: number | null) =>
    pihole.ask({ method: "POST", path: "/api/dns/blocking", body: { blocking: enabled, timer: seconds } });

  it("goes on after a power cut for as long as it was to last, and no longer", async () => {
    for (const enabled of [false, true]) {
      active = !enabled;
      await pause(enabled, 300);
      assert.equal(await look(), false);
      now += minute;
      await start();
      assert.deepEqual(await read(), { enabled, timer: null });
      assert.equal(await look(), true);
      const { timer: left, ...rest } = await read();
      assert.deepEqual(rest, { enabled });
      assert.ok(left !== null && left > 235 && left <= 240, String(left));
      assert.equal(await look(), false);
      now += 10 * minute;
      await start();
      assert.equal(await look(), true);
      assert.deepEqual(await read(), { enabled: !enabled, timer: null });
      assert.equal(await look(), false);
    }
    assert.equal(resumed, 4);
  });

  it("lasts when somebody says so, also after Pi-hole was restarted in it", async () => {
    await pause(false, 300);
    await look();
    now += minute;
    await start();
    await look();
    now += minute;
    await pause(false, null);
    assert.equal(await look(), false);
    await start();
    assert.equal(await look(), false);
    assert.deepEqual(await read(), { enabled: false, timer: null });
  });
});
