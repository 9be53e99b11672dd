import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Packages } from "../../../../runtime/agent/packages";

describe("the packages of the images", () => {
  let folder: string;
  let now: number;
  let packages: Packages;
  const place = (what: string): string => path.join(folder, what);
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "packages-"));
    now = 0;
    packages = new Packages({ runtime: place("runtime"), unbound: place("unbound") }, () => now);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("are what the images' lists say, read again after a minute", () => {
    writeFileSync(place("runtime"), "keepalived 1:2.3.3-1\nlibssl3t64 3.5.1-1+deb13u1\n");
    const runtime = { keepalived: "1:2.3.3-1", libssl3t64: "3.5.1-1+deb13u1" };
    assert.deepEqual(packages.seen(), { runtime, unbound: null });
    writeFileSync(place("unbound"), "unbound 1.22.0-2+deb13u2\n");
    now = 59_999;
    assert.equal(packages.seen().unbound, null);
    now = 60_000;
    assert.deepEqual(packages.seen(), { runtime, unbound: { unbound: "1.22.0-2+deb13u2" } });
  });

  it("are nothing but names and versions, whatever Unbound's container puts there", () => {
    writeFileSync(place("secret"), "root secret\n");
    symlinkSync(place("secret"), place("unbound"));
    assert.equal(packages.seen().unbound, null);
    rmSync(place("unbound"));
    const many = Array.from({ length: 1_000 }, (_, at) => `p${at} 1`).join("\n");
    writeFileSync(place("unbound"), `\u001b[2J x\n<script> 1\nlibc6 2.41-12\n${many}`);
    now = 60_000;
    const { unbound } = packages.seen();
    assert.equal(unbound?.libc6, "2.41-12");
    assert.deepEqual(Object.keys(unbound ?? {}).length, 18);
  });
});
