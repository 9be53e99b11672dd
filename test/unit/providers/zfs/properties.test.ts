import assert from "node:assert/strict";
import {
  isProperty,
  isMountedByItself,
  properties,
  propertyOf,
  readPath,
} from "../../../../providers/zfs/properties";

const read = (name: string, text: string) => {
  assert.ok(isProperty(name), name);
  return propertyOf(name).read(text);
};

describe("a property of a dataset", () => {
  it("has one spelling for what config, the shell and ZFS write differently", () => {
    const cases: [string, string, string][] = [
      ["atime", "true", "on"],
      ["atime", "off", "off"],
      ["quota", "1G", "1073741824"],
      ["quota", "0", "none"],
      ["quota", "none", "none"],
      ["compression", "gzip-6", "gzip"],
      ["compression", "false", "off"],
      ["recordsize", "16K", "16384"],
      ["acltype", "posixacl", "posix"],
      ["mountpoint", "/srv/data/", "/srv/data"],
      ["mountpoint", "legacy", "legacy"],
      ["canmount", "noauto", "noauto"],
    ];
    for (const [name, text, one] of cases) assert.equal(read(name, text), one, `${name} ${text}`);
  });

  it("reads its own spelling as itself, so that a value never changes by being read again", () => {
    const samples = [
      "on",
      "off",
      "none",
      "legacy",
      "1073741824",
      "4096",
      "2",
      "lz4",
      "zstd-19",
      "/srv/x",
      "sa",
    ];
    for (const name of Object.keys(properties))
      for (const sample of samples) {
        const once = read(name, sample);
        if (once !== undefined) assert.equal(read(name, once), once, `${name} ${sample}`);
      }
  });

  it("refuses a value that is none of its kind", () => {
    const cases: [string, string][] = [
      ["atime", "yes"],
      ["quota", "-1"],
      ["recordsize", "100K"],
      ["recordsize", "256"],
      ["copies", "4"],
      ["compression", "gzip-10"],
      ["sync", "off"],
    ];
    for (const [name, text] of cases) assert.equal(read(name, text), undefined, `${name} ${text}`);
  });

  it("is known by its own name alone", () => {
    for (const name of ["casesensitivity", "readonly", "toString", "__proto__", ""])
      assert.equal(isProperty(name), false, name);
  });

  it("takes a path that a mount table and a shell spell as it is, and no other", () => {
    for (const path of ["srv", "/srv/../etc", "/srv/./x", "/srv//x", "/srv/a b", "/srv/$x", ""])
      assert.equal(readPath(path), undefined, path);
    assert.equal(readPath("/"), "/");
  });
});

describe("mounts", () => {
  it("is said only of a dataset that has a place of its own and is not kept from it", () => {
    assert.equal(isMountedByItself({ mountpoint: "/srv/a" }), true);
    assert.equal(isMountedByItself({ mountpoint: "/srv/a", canmount: "noauto" }), false);
    for (const mountpoint of ["none", "legacy", undefined])
      assert.equal(isMountedByItself({ mountpoint }), false);
  });
});
