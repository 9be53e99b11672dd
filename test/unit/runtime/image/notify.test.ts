import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const script = path.join(__dirname, "../../../../runtime/image/notify");

describe("keepalived's notify script", () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "notify-"));
  const run = path.join(root, "run/ha-dns");
  fs.mkdirSync(run, { recursive: true });
  const notify = (state: string) =>
    execFileSync("sh", [script, "INSTANCE", "dns", state, "100"], {
      env: { ...process.env, HA_DNS_ROOT: root },
    });
  const state = () => fs.readFileSync(path.join(run, "vrrp-state"), "utf8");

  it("writes the one word, one call after the other", () => {
    for (const word of ["FAULT", "BACKUP", "MASTER"]) {
      notify(word);
      assert.equal(state(), `${word}\n`);
    }
  });

  it("is silent where one that was started later has spoken", () => {
    notify("BACKUP");
    fs.writeFileSync(path.join(root, "run/vrrp-state.order"), "99999999999 1\n");
    notify("MASTER");
    assert.equal(state(), "BACKUP\n");
  });
});
