import assert from "node:assert/strict";
import { mountTrouble } from "../../../../../runtime/data/services/mounted";

// As zfs-fuse and the kernel's ZFS say it.
const mounts = `proc /proc proc rw,nosuid 0 0
tank/data /srv/data fuse.zfs rw,relatime,user_id=0 0 0
tank/data/sub /srv/data/sub zfs rw,xattr,noacl 0 0
tank/sp /srv/a\\040b zfs rw,xattr 0 0
tank/ro /srv/ro zfs ro,xattr 0 0
tank/under /srv/under zfs rw,xattr 0 0
tmpfs /srv/under tmpfs rw 0 0
/tank /tank fuse.zfs rw 0 0
`;
const get = (name: string, mountpoint: string, mounted = "yes", readonly = "off") =>
  `${name}\tmountpoint\t${mountpoint}\n${name}\tmounted\t${mounted}\n${name}\treadonly\t${readonly}\n`;

describe("a service's datasets", () => {
  const zfs = [
    get("tank/data", "/srv/data"),
    get("tank/data/sub", "/srv/data/sub"),
    get("tank/sp", "/srv/a b"),
    get("tank/ro", "/srv/ro"),
    get("tank/property", "/srv/data", "yes", "on"),
    get("tank/under", "/srv/under"),
    get("tank/off", "/srv/off", "no"),
    get("tank", "/tank"),
  ].join("");
  const trouble = (...datasets: string[]) => mountTrouble(datasets, zfs, mounts);

  it("are fit where each is mounted at its place and can be written to", () => {
    assert.equal(trouble("tank/data", "tank/data/sub", "tank/sp", "tank"), "");
  });

  it("are not where one is missing, unmounted, read-only, or hidden by another mount", () => {
    assert.equal(trouble("tank/none"), "tank/none is not there");
    assert.equal(trouble("tank/off"), "tank/off is not mounted");
    assert.equal(trouble("tank/ro"), "tank/ro cannot be written to");
    assert.equal(trouble("tank/under"), "tank/under is not what is mounted at /srv/under");
    assert.equal(
      trouble("tank/data", "tank/off", "tank/ro"),
      "tank/off is not mounted; tank/ro cannot be written to",
    );
  });

  it("are not where the property alone says read-only, as ZFS in FUSE has it", () => {
    const readOnly = get("tank/data", "/srv/data", "yes", "on");
    assert.equal(mountTrouble(["tank/data"], readOnly, mounts), "tank/data cannot be written to");
  });
});
