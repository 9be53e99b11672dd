import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { projectFolder } from "../../../../cli/frame/project";
import { runNew } from "../../../../cli/new/run";
import { programFolder, programVersion } from "../../../../components/program-version";

describe("ha-dns new", () => {
  let at = "";
  const site = process.env.HA_DNS_SITE;
  // That of a lab is not about these projects.
  before(() => delete process.env.HA_DNS_SITE);
  after(() => {
    if (site !== undefined) process.env.HA_DNS_SITE = site;
  });
  beforeEach(() => (at = mkdtempSync(path.join(tmpdir(), "new-"))));

  const make = (folder: string, values: { config?: string; package?: string } = {}) =>
    Promise.resolve().then(() =>
      runNew({
        values: { config: values.config, package: values.package },
        args: [folder],
        root: at,
        signal: new AbortController().signal,
        print: () => undefined,
        note: () => undefined,
      }),
    );
  const text = (...parts: string[]) => readFileSync(path.join(at, ...parts), "utf8");

  it("writes a project with the exact version and a program of three lines", async () => {
    assert.equal(await make(path.join(at, "My House")), 0);
    const { name, dependencies } = JSON.parse(text("My House", "package.json")) as Record<string, unknown>;
    assert.equal(name, "my-house");
    assert.deepEqual(dependencies, { "ha-dns": programVersion().version });
    assert.equal(text("My House", "index.ts").trimEnd().split("\n").length, 3);
    assert.equal(
      text("My House", "Pulumi.yaml"),
      readFileSync(path.join(programFolder, "Pulumi.yaml"), "utf8"),
    );
    // The state of a clone names this file.
    assert.match(text("My House", "providers", "load.js"), /ha-dns\/providers\/load\.js/);
    assert.deepEqual(readdirSync(at), ["My House"]);
  });

  it("takes over the config of a clone, with the passphrase", async () => {
    const clone = path.join(at, "clone");
    mkdirSync(clone);
    for (const name of ["Pulumi.yaml", "Pulumi.pi1.yaml", "Pulumi.pi2.yaml"])
      writeFileSync(
        path.join(clone, name),
        `# mine\n${readFileSync(path.join(programFolder, name), "utf8")}`,
      );
    writeFileSync(path.join(clone, ".passphrase"), "word\n", { mode: 0o600 });
    await make(path.join(at, "house"), { config: clone });
    for (const name of ["Pulumi.yaml", "Pulumi.pi1.yaml"]) assert.match(text("house", name), /^# mine/);
    assert.equal(text("house", ".passphrase"), "word\n");
  });

  it("touches no folder that holds something, and leaves nothing if it fails", async () => {
    writeFileSync(path.join(at, "file"), "");
    await assert.rejects(make(at), /found files in .*; expected an empty folder/);
    await assert.rejects(
      make(path.join(at, "house"), { package: path.join(at, "none.tgz") }),
      /there is no file/,
    );
    await assert.rejects(make(path.join(at, "house"), { config: path.join(at, "nowhere") }), /Pulumi\.yaml/);
    assert.deepEqual(readdirSync(at), ["file"]);
  });
});

describe("the project's folder", () => {
  it("is the clone from anywhere, and for the package the one around the current folder", () => {
    const at = mkdtempSync(path.join(tmpdir(), "project-"));
    const program = path.join(at, "node_modules", "ha-dns");
    const below = path.join(at, "providers");
    mkdirSync(below);
    assert.equal(projectFolder("/somewhere/ha-dns", below), "/somewhere/ha-dns");
    assert.equal(projectFolder(program, below), undefined);
    writeFileSync(path.join(at, "Pulumi.yaml"), "");
    assert.equal(projectFolder(program, below), at);
  });
});
