import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { isPermissive, licenceReport, lockedPackages } from "../../../../cli/audit/licences";

describe("the licences of the packages that are used", () => {
  const text = (file: string) => readFileSync(path.join(__dirname, "../../../..", file), "utf8");
  const of = (licence: string | undefined) => ({ name: "a", version: "1.0.0", licence });

  it("are all permissive", () => {
    for (const file of ["package-lock.json", "tools/node/package-lock.json"])
      assert.deepEqual(licenceReport(lockedPackages(text(file))).refused, []);
  });

  it("are judged by their expression", () => {
    for (const good of ["MIT", "(GPL-2.0 OR MIT)", "BSD-3-Clause AND Apache-2.0"])
      assert.equal(isPermissive(of(good)), true, good);
    for (const bad of ["GPL-3.0", "MIT AND GPL-3.0", undefined])
      assert.equal(isPermissive(of(bad)), false, bad);
  });

  it("are counted, and a package that may not be used is named", () => {
    const { text: said } = licenceReport([of("MIT"), of("MIT"), of("AGPL-3.0")]);
    assert.match(said, /^ +2 {2}MIT$/m);
    assert.match(said, /a 1\.0\.0: AGPL-3\.0/);
  });

  it("belong to packages that are locked by digest", () => {
    const { packages } = JSON.parse(text("package-lock.json")) as {
      packages: Record<string, { integrity?: string; link?: boolean }>;
    };
    for (const [folder, { integrity, link }] of Object.entries(packages))
      if (folder.includes("node_modules/") && !link) assert.match(integrity ?? "", /^sha512-/, folder);
  });

  it("leave out the project and its workspaces", () => {
    const packages = {
      "": { version: "1.0.0" },
      "lab/own": { version: "1.0.0", license: "MIT" },
      "node_modules/own": { resolved: "lab/own", link: true },
      "node_modules/a": { version: "2.0.0", license: "MIT" },
    };
    assert.deepEqual(lockedPackages(JSON.stringify({ packages })), [
      { name: "a", version: "2.0.0", licence: "MIT" },
    ]);
  });
});
