import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { HostWatch } from "../../../../../runtime/agent/host/host-watch";
import { isReadOnly } from "../../../../../runtime/agent/host/mounts";

describe("the look at the host", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), "host-watch-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const places = () => ({
    disk: folder,
    mounts: "/proc/self/mountinfo",
    sys: folder,
    pageCertificate: path.join(folder, "none.pem"),
    vrrpScheduling: path.join(folder, "vrrp-scheduling"),
    announcedResolvers: path.join(folder, "announced-resolvers"),
  });

  const tell = (file: string, text: string): void => {
    const at = path.join(folder, file);
    mkdirSync(path.dirname(at), { recursive: true });
    writeFileSync(at, `${text}\n`);
  };

  it("tells how full the disk is, and nothing of what the host does not have", () => {
    const seen = new HostWatch(places(), () => 0).seen();
    assert.ok(seen.diskUsed !== undefined && seen.diskUsed > 0 && seen.diskUsed <= 1);
    assert.equal(seen.diskReadOnly, false);
    assert.equal(seen.underVoltage, undefined);
    assert.equal(seen.certificateEndsAt, undefined);
  });

  it("reads the Raspberry Pi's sensor of its voltage", () => {
    tell("class/hwmon/hwmon1/name", "rpi_volt");
    tell("class/hwmon/hwmon1/in0_lcrit_alarm", "1");
    assert.equal(new HostWatch(places(), () => 0).seen().underVoltage, true);
    tell("class/hwmon/hwmon1/in0_lcrit_alarm", "0");
    assert.equal(new HostWatch(places(), () => 0).seen().underVoltage, false);
  });

  it("reads the processor's temperature and the firmware's word that it is slowed down now", () => {
    const seen = () => {
      const { celsius, slowedDown } = new HostWatch(places(), () => 0).seen();
      return [celsius, slowedDown];
    };
    assert.deepEqual(seen(), [undefined, undefined]);
    tell("class/thermal/cooling_device0/type", "pwm-fan");
    tell("class/thermal/thermal_zone0/type", "acpitz");
    tell("class/thermal/thermal_zone0/temp", "127000");
    tell("class/thermal/thermal_zone1/type", "cpu-thermal");
    tell("class/thermal/thermal_zone1/temp", "61322");
    tell("devices/platform/soc@107c000000/soc@107c000000:firmware/get_throttled", "50000");
    assert.deepEqual(seen(), [61.322, false], "what was so since the boot is not so now");
    tell("devices/platform/soc@107c000000/soc@107c000000:firmware/get_throttled", "50008");
    assert.deepEqual(seen(), [61.322, true]);
  });

  it("reads how many errors ext4 has noted on the disk", () => {
    const mounts = path.join(folder, "mountinfo");
    const line = `36 35 179:2 / ${folder} rw - ext4 /dev/root rw`;
    writeFileSync(mounts, `22 21 0:20 / / rw - overlay overlay rw\n${line}\n`);
    const seen = () => new HostWatch({ ...places(), mounts }, () => 0).seen().diskErrors;
    assert.equal(seen(), undefined);
    mkdirSync(path.join(folder, "dev/block"), { recursive: true });
    symlinkSync("../../devices/mmc/mmcblk0p2", path.join(folder, "dev/block/179:2"));
    tell("fs/ext4/mmcblk0p2/errors_count", "3");
    assert.equal(seen(), 3);
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
