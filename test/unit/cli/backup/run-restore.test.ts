import assert from "node:assert/strict";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { members } from "../../../../cli/backup/contents";
import { readBackup, readHistory } from "../../../../cli/backup/read-backup";
import { encrypted } from "../../../../cli/backup/encryption";
import { Stacks } from "../../../../cli/backup/stacks";
import { pulumiPassphrase } from "../../../../cli/pulumi/passphrase";
import { packedTar, type ArchiveMember } from "../../../../cli/backup/tar-stream";
import { differing, putConfigBack } from "../../../../cli/backup/write-config";

const folder = (): string => mkdtempSync(path.join(tmpdir(), "restore-"));
const word = "correct horse battery";
/** A guess may be cheap here. */
const quick = 8;
const manifest = { format: 1, program: "0.1.0", at: "2026-01-01", nodes: ["pi1"], vip: "192.168.8.250" };
const lists = { from: "pi1", settings: {}, left: [] };
const parts: Record<string, string> = {
  [members.manifest]: JSON.stringify(manifest),
  [members.config("Pulumi.yaml")]: "name: ha-dns\n",
  [members.stack("pi1")]: "{}",
  [members.lists]: JSON.stringify(lists),
  [members.history("pi1")]: "SQLite",
};

async function written(content: Record<string, string>): Promise<string> {
  async function* all(): AsyncGenerator<ArchiveMember> {
    for (const [name, text] of Object.entries(content)) {
      const bytes = Buffer.from(text);
      yield await Promise.resolve({ name, size: bytes.length, content: Readable.from([bytes]) });
    }
  }
  const file = path.join(folder(), "backup");
  writeFileSync(file, await buffer(await encrypted(packedTar(all()), word, quick)));
  return file;
}

describe("reading a backup", () => {
  it("gives its parts, and a history to whoever asks for it", async () => {
    const file = await written(parts);
    const backup = await readBackup(file, word);
    assert.deepEqual(backup.manifest, manifest);
    assert.deepEqual([...backup.config.keys()], ["Pulumi.yaml"]);
    assert.deepEqual([...backup.histories], [["pi1", 6]]);
    assert.equal(backup.passphrase, undefined);
    let content = "";
    await readHistory(file, word, "pi1", async (bytes) => void (content = (await buffer(bytes)).toString()));
    assert.equal(content, "SQLite");
    const full = () => Promise.reject(new Error("pi1: no space left"));
    await assert.rejects(readHistory(file, word, "pi1", full), /^Error: pi1: no space left$/);
  });

  it("says what is wrong with it", async () => {
    const whole = await written(parts);
    await assert.rejects(
      readBackup(whole, "not the passphrase"),
      /not a whole backup that this passphrase opens/,
    );
    const without = Object.fromEntries(Object.entries(parts).filter(([name]) => name !== members.lists));
    await assert.rejects(readBackup(await written(without), word), /lists.json is not in it/);
    const later = { ...parts, [members.manifest]: JSON.stringify({ ...manifest, format: 2 }) };
    await assert.rejects(readBackup(await written(later), word), /made by another version/);
    for (const at of ["../x", "/etc/x", "a/../../x"])
      await assert.rejects(
        readBackup(await written({ ...parts, [members.config(at)]: "x" }), word),
        /does not belong to the project/,
        at,
      );
  });
});

describe("writing a backup's config", () => {
  it("keeps what was there, and does nothing the second time", () => {
    const root = folder();
    writeFileSync(path.join(root, "Pulumi.yaml"), "old");
    const files = new Map([
      ["Pulumi.yaml", Buffer.from("new")],
      ["services/a/compose.yaml", Buffer.from("x")],
    ]);
    assert.deepEqual(differing(root, files), [...files.keys()]);
    const kept = path.join(root, "Pulumi.yaml.before-restore");
    assert.deepEqual(putConfigBack(root, files), [kept]);
    assert.equal(readFileSync(kept, "utf8"), "old");
    assert.deepEqual([differing(root, files), putConfigBack(root, files)], [[], []]);
    assert.deepEqual(readdirSync(root).sort(), ["Pulumi.yaml", "Pulumi.yaml.before-restore", "services"]);
    putConfigBack(root, new Map([["Pulumi.yaml", Buffer.from("newer")]]), 0o600);
    assert.equal(readFileSync(`${kept}-2`, "utf8"), "new");
    assert.equal(statSync(path.join(root, "Pulumi.yaml")).mode & 0o777, 0o600);
  });
});

describe("a project's stacks", () => {
  /** Does as `pulumi` in the PATH, and writes down what it was told. */
  function program(script: string): string {
    const file = path.join(folder(), "pulumi");
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  it("are imported by stdin, and no secret is an argument or part of an error", async () => {
    const root = folder();
    const said = path.join(root, "said");
    const good = new Stacks(root, program(`echo "$@" >> ${said}; cat >> ${said}`));
    await good.import("pi1", '{"secret":"s3cret"}');
    assert.deepEqual(readFileSync(said, "utf8").split("\n"), [
      "stack select --create pi1 --non-interactive --color never",
      "stack import -s pi1 --non-interactive --color never",
      '{"secret":"s3cret"}',
    ]);
    const bad = new Stacks(root, program("cat >&1; echo no such stack >&2; exit 3"));
    await assert.rejects(bad.import("pi1", "s3cret"), (error: Error) => {
      assert.match(error.message, /^pulumi stack select --create pi1 ended with 3: no such stack$/);
      return true;
    });
  });

  it("are opened by the passphrase that the environment or the project's file names", () => {
    const root = folder();
    assert.equal(pulumiPassphrase(root, {}), undefined);
    writeFileSync(path.join(root, ".passphrase"), "one\n");
    mkdirSync(path.join(root, "x"));
    writeFileSync(path.join(root, "x/two"), "two");
    assert.equal(pulumiPassphrase(root, {}), "one");
    assert.equal(pulumiPassphrase(root, { PULUMI_CONFIG_PASSPHRASE_FILE: path.join(root, "x/two") }), "two");
    assert.equal(pulumiPassphrase(root, { PULUMI_CONFIG_PASSPHRASE: "" }), "");
  });
});
