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

  it("writes the state, one call after the other", () => {
    for (const word of ["FAULT", "BACKUP", "MASTER"]) {
      notify(word);
      assert.equal(state(), `${word}\n`);
    }
  });

  it("does not overwrite the state of a call that was started later", () => {
    notify("BACKUP");
    fs.writeFileSync(path.join(root, "run/vrrp-state.order"), "99999999999 1\n");
    notify("MASTER");
    assert.equal(state(), "BACKUP\n");
  });

  describe("with DHCP", () => {
    const commands = path.join(root, "commands");
    const said = path.join(root, "said");
    fs.mkdirSync(commands);
    // Stands for nft, which needs a network namespace of its own.
    fs.writeFileSync(path.join(commands, "nft"), `#!/bin/sh\necho "$*" >> ${said}\n`, { mode: 0o755 });
    const last = (state: string) => {
      execFileSync("sh", [script, "INSTANCE", "dns", state, "100"], {
        env: { ...process.env, HA_DNS_ROOT: root, PATH: `${commands}:${process.env.PATH}` },
      });
      return fs.existsSync(said) ? fs.readFileSync(said, "utf8").trim().split("\n").at(-1) : undefined;
    };

    before(() => {
      fs.rmSync(path.join(root, "run/vrrp-state.order"), { force: true });
    });

    it("leaves the packet filter alone in a cluster that serves none", () =>
      assert.equal(last("MASTER"), undefined));

    it("opens the port for the VIP's owner alone", () => {
      fs.mkdirSync(path.join(root, "etc/ha-dns"), { recursive: true });
      fs.writeFileSync(path.join(root, "etc/ha-dns/dhcp.json"), "{}");
      assert.equal(last("MASTER"), "add element inet ha_dns_dhcp open { 67 }");
      for (const state of ["BACKUP", "FAULT", "STOP"])
        assert.equal(last(state), "flush set inet ha_dns_dhcp open");
    });
  });

  after(() => fs.rmSync(root, { recursive: true }));
});
