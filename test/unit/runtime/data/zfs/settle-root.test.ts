import assert from "node:assert/strict";
import type { Dataset } from "../../../../../runtime/data/zfs/dataset";
import { settings } from "../../../../../runtime/data/zfs/settle-root";

const found = (own: Readonly<Record<string, string>>, canmount = "on") =>
  ({ own: new Map(Object.entries(own)), canmount }) as unknown as Dataset;
const declared = (properties: Readonly<Record<string, string>>) => ({ name: "tank/d", properties });

describe("what a dataset lacks of what is declared", () => {
  it("is set on itself; nothing is where it is as declared", () => {
    const properties = { atime: "off", mountpoint: "/srv/d" };
    assert.deepEqual(settings(declared(properties), found({})), ["atime=off", "mountpoint=/srv/d"]);
    assert.deepEqual(settings(declared(properties), found({ ...properties })), []);
  });

  it("comes in an order in which ZFS takes it", () => {
    const properties = { mountpoint: "/srv/d", refreservation: "5", refquota: "9" };
    const clone = found({}, "noauto");
    assert.deepEqual(settings(declared(properties), clone), [
      "refquota=9",
      "refreservation=5",
      "mountpoint=/srv/d",
      "canmount=on",
    ]);
  });

  it("leaves a limit alone that there is none of", () => {
    assert.deepEqual(settings(declared({ quota: "none", reservation: "none" }), found({ quota: "0" })), []);
  });

  it("is mounted by itself as declared, or as by default", () => {
    assert.deepEqual(settings(declared({ canmount: "off" }), found({})), ["canmount=off"]);
    assert.deepEqual(settings(declared({ canmount: "noauto" }), found({}, "noauto")), []);
  });
});
