import assert from "node:assert/strict";
import { HostWorld } from "./host-world";

describe("prepare-zfs.sh, with stand-ins for ZFS and systemd", () => {
  let world: HostWorld;
  afterEach(() => world.destroy());

  const masked = 'echo "Failed to enable unit: Unit is masked." >&2; exit 1';
  const none = { systemctl: masked, zfs: "exit 1", sleep: ":", modprobe: ":", "dpkg-query": ":" };

  it("says why the daemon of ZFS for FUSE does not run", () => {
    world = new HostWorld("prepare-zfs.sh", { ...none, "zfs-fuse": ":" });
    const { status, stderr } = world.run([]);
    assert.equal(status, 1);
    assert.match(stderr, /its daemon does not answer: Failed to enable unit: Unit is masked/);
  });

  it("does not leave a reboot to unmount the datasets silently", () => {
    // It answers once the module is loaded, which the script does.
    const zfs = '[ -e "$WORLD/loaded" ]';
    world = new HostWorld("prepare-zfs.sh", { ...none, zfs, modprobe: ': >"$WORLD/loaded"' });
    const { status, stderr } = world.run([]);
    assert.equal(status, 1);
    assert.match(
      stderr,
      /a reboot would leave the datasets unmounted: Failed to enable unit: Unit is masked/,
    );
  });
});
