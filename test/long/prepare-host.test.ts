import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Progress } from "../../lab/progress";
import { releases, type Release } from "../../lab/releases";
import { labSettings } from "../../lab/settings";
import { docker, must, run } from "../../lab/shell";
import { baseImages } from "../../lab/cluster/base-images";

const root = path.join(__dirname, "../..");
const script = readFileSync(path.join(root, "components/files/prepare-host.sh"), "utf8");

// No systemd runs in the container, and its engine is this machine's.
const standIns = ["systemctl", "ip"].map(
  (name) => `printf '#!/bin/sh\\n' >/usr/local/bin/${name} && chmod 755 /usr/local/bin/${name}`,
);

const expected: Readonly<Record<Release, RegExp>> = {
  bookworm: /\ninstalled docker\.io ca-certificates\nprepared\n$/,
  trixie: /\ninstalled docker\.io docker-cli ca-certificates\nprepared\n$/,
};

for (const release of releases)
  describe(`prepare-host.sh on a bare Debian (${release}), with real packages`, function () {
    this.timeout(600_000);
    const container = `ha-dns-test-prepare-${release}-${process.pid}`;
    const sh = (command: string) => must("docker", ["exec", container, "sh", "-c", command]);
    const prepare = () =>
      run("docker", ["exec", "-i", container, "sh", "-s", "--", "eth0"], { stdin: script });

    before(async () => {
      const { hosts } = await baseImages(labSettings(root), new Progress(() => undefined), process.execPath);
      await docker([
        "run",
        "--detach",
        "--init",
        "--name",
        container,
        // Packages come over this machine's own network.
        "--network",
        "host",
        "--volume",
        "/var/run/docker.sock:/var/run/docker.sock",
        hosts[release].local,
        "sleep",
        "infinity",
      ]);
      for (const command of standIns) await sh(command);
    });
    after(() => run("docker", ["rm", "--force", "--volumes", container]));

    it("installs an engine and its command", async () => {
      const { code, stdout, stderr } = await prepare();
      assert.equal(code, 0, stderr);
      assert.match(stdout, expected[release]);
      await sh("docker version && dockerd --version && ls -d /etc/ha-dns/secrets");
    });

    it("asks for no package the second time", async () => {
      await sh("printf '#!/bin/sh\\nexit 1\\n' >/usr/local/bin/apt-get && chmod 755 /usr/local/bin/apt-get");
      const { code, stdout } = await prepare();
      await sh("rm /usr/local/bin/apt-get");
      assert.deepEqual([code, stdout], [0, "prepared\n"]);
    });

    it("completes what a power cut has left unpacked", async () => {
      await sh("apt-get update -q && cd /tmp && apt-get download docker.io");
      await sh("dpkg --remove docker.io && dpkg --unpack /tmp/docker.io_*.deb");
      const { code, stderr } = await prepare();
      assert.equal(code, 0, stderr);
      assert.equal(await sh("dpkg-query -W -f '${db:Status-Status}' docker.io"), "installed");
    });
  });
