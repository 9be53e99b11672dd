import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { HostWatch, isReadOnly } from "../../../../../runtime/agent/host/host-watch";

describe("the look at the host", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), "host-watch-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const places = () => ({
    disk: folder,
    mounts: "/proc/self/mountinfo",
    sensors: path.join(folder, "hwmon"),
    pageCertificate: path.join(folder, "none.pem"),
    vrrpScheduling: path.join(folder, "vrrp-scheduling"),
    announcedResolvers: path.join(folder, "announced-resolvers"),
  });

  it("tells how full the disk is, and nothing of what the host does not have", () => {
    const seen = new HostWatch(places(), () => 0).seen();
    assert.ok(seen.diskUsed !== undefined && seen.diskUsed > 0 && seen.diskUsed <= 1);
    assert.equal(seen.diskReadOnly, false);
    assert.equal(seen.underVoltage, undefined);
    assert.equal(seen.certificateEndsAt, undefined);
  });

  it("reads the Raspberry Pi's sensor of its voltage", () => {
    const sensor = path.join(folder, "hwmon", "hwmon1");
    mkdirSync(sensor, { recursive: true });
    writeFileSync(path.join(sensor, "name"), "rpi_volt\n");
    writeFileSync(path.join(sensor, "in0_lcrit_alarm"), "1\n");
    assert.equal(new HostWatch(places(), () => 0).seen().underVoltage, true);
    writeFileSync(path.join(sensor, "in0_lcrit_alarm"), "0\n");
    assert.equal(new HostWatch(places(), () => 0).seen().underVoltage, false);
  });

  it("knows whether keepalived has real-time priority, if its start has told", () => {
    const told = (word: string) => {
      writeFileSync(places().vrrpScheduling, `${word}\n`);
      return new HostWatch(places(), () => 0).seen().realTime;
    };
    assert.equal(new HostWatch(places(), () => 0).seen().realTime, undefined);
    assert.deepEqual([told("real-time"), told("normal"), told("")], [true, false, undefined]);
  });

  it("knows the DNS servers that routers announce, if keepalived's container has listened", () => {
    const seen = () => new HostWatch(places(), () => 0).seen().announcedResolvers;
    assert.equal(seen(), undefined);
    writeFileSync(places().announcedResolvers, "\n");
    assert.deepEqual(seen(), []);
    writeFileSync(places().announcedResolvers, "fe80::1 resolver fd00::1\nan odd line\n");
    assert.deepEqual(seen(), [{ router: "fe80::1", resolver: "fd00::1" }]);
  });

  it("keeps what it has seen for half a minute", () => {
    let now = 0;
    const watch = new HostWatch(places(), () => now);
    const first = watch.seen();
    now = 29_999;
    assert.equal(watch.seen(), first);
    now = 30_000;
    assert.notEqual(watch.seen(), first);
  });

  it("knows a disk that the kernel has made read-only from one that is only mounted so elsewhere", () => {
    const line = (at: string, options: string, superOptions: string): string =>
      `36 35 98:0 / ${at} ${options} shared:1 - ext4 /dev/mmcblk0p2 ${superOptions}`;
    const data = "/var/lib/ha-dns/agent";
    assert.equal(
      isReadOnly([line("/", "ro", "ro"), line(data, "rw,relatime", "rw")].join("\n"), data),
      false,
    );
    assert.equal(
      isReadOnly([line("/", "rw", "rw"), line(data, "rw,relatime", "ro,errors=remount-ro")].join("\n"), data),
      true,
    );
    assert.throws(() => isReadOnly("", data), /nothing is mounted/);
  });
});
