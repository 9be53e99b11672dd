import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Clone } from "../../../../cli/upgrade/clone";

/** A clone with two versions, tagged `one` and `two`; the second one is checked out. */
function repository(root: string): (...args: string[]) => string {
  const git = (...args: string[]): string =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example", ...args], {
      cwd: root,
      encoding: "utf8",
      env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"))),
    });
  const write = (name: string, text: string) => writeFileSync(path.join(root, name), text);
  git("init", "--quiet", "-b", "main");
  write(".gitignore", ".ha-dns/\n");
  write("package-lock.json", "{}");
  write("Pulumi.yaml", "name: ha-dns\n");
  write("Pulumi.pi1.yaml", "config: {}\n");
  write("Pulumi.pi2.yaml", "config: {}\n");
  write("program.ts", "one\n");
  git("add", ".");
  git("commit", "--quiet", "-m", "one");
  git("tag", "one");
  write("program.ts", "two\n");
  write("Pulumi.yaml", "# more\nname: ha-dns\n");
  git("commit", "--quiet", "-a", "-m", "two");
  git("tag", "two");
  return git;
}

describe("a clone's versions", () => {
  let at = "";
  const folder = () => at;
  beforeEach(() => (at = mkdtempSync(path.join(tmpdir(), "upgrade-"))));
  const text = (name: string) => readFileSync(path.join(folder(), name), "utf8");
  let git: ReturnType<typeof repository>;
  beforeEach(() => (git = repository(folder())));

  it("are tags and commits; what is nowhere is refused with the latest tags", () => {
    const clone = new Clone(folder());
    assert.equal(clone.find("one").id, git("rev-parse", "one").trim());
    assert.equal(clone.find(clone.find("one").id.slice(0, 9)).id, clone.find("one").id);
    assert.throws(() => clone.find("three"), /no version three.*the latest tags are/);
    assert.throws(() => clone.find("--help"), /no version --help/);
  });

  it("come and go, and the config stays: changed, new and removed files", () => {
    const clone = new Clone(folder());
    writeFileSync(path.join(folder(), "Pulumi.yaml"), "name: ha-dns # mine\n");
    writeFileSync(path.join(folder(), "Pulumi.pi3.yaml"), "mine: 3\n");
    execFileSync("rm", [path.join(folder(), "Pulumi.pi2.yaml")]);
    clone.checkReady();
    const before = clone.current();
    clone.switchTo(clone.find("one"));
    const configIs = (): void => {
      assert.equal(text("Pulumi.yaml"), "name: ha-dns # mine\n");
      assert.equal(text("Pulumi.pi3.yaml"), "mine: 3\n");
      assert.ok(!existsSync(path.join(folder(), "Pulumi.pi2.yaml")));
    };
    assert.equal(text("program.ts"), "one\n");
    configIs();
    clone.switchTo(before);
    assert.equal(text("program.ts"), "two\n");
    assert.equal(clone.current().branch, "main");
    configIs();
  });

  it("lose no config if a switch is interrupted after the checkout", () => {
    const clone = new Clone(folder());
    writeFileSync(path.join(folder(), "Pulumi.yaml"), "name: ha-dns # mine\n");
    // What is there when the process ends between the two.
    const kept = path.join(folder(), ".ha-dns", "config");
    execFileSync("mkdir", ["-p", kept]);
    execFileSync("cp", [path.join(folder(), "Pulumi.yaml"), kept]);
    git("checkout", "--quiet", "--force", "one");
    clone.switchTo(clone.find("two"));
    assert.equal(text("Pulumi.yaml"), "name: ha-dns # mine\n");
    assert.ok(!existsSync(kept));
  });

  it("are refused if the checkout holds other changes", () => {
    writeFileSync(path.join(folder(), "program.ts"), "mine\n");
    assert.throws(() => new Clone(folder()).checkReady(), /found changes in program.ts/);
  });
});
