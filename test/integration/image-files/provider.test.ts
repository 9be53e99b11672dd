import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { docker, must } from "../../../lab/shell";
import { imageFiles } from "../../../providers/image-files/implementation";
import type { SshTarget } from "../../../providers/ssh/target";
import { startSshServer, type SshServer } from "../ssh-server";

const tag = (version: number) => `ha-dns-test-image-files:${process.pid}-${version}`;

describe("files out of an image, with Docker's own engine", function () {
  this.timeout(60_000);
  let base: string;
  let server: SshServer;
  let target: SshTarget;
  let images: readonly string[];

  /** An image in which `run` is a link to a script that says its version, as the file `data` does too. */
  async function makeImage(version: number): Promise<string> {
    const tree = path.join(base, `tree-${version}`);
    await mkdir(path.join(tree, "opt/bin"), { recursive: true });
    await writeFile(path.join(tree, "opt/bin/program"), `#!/bin/sh\ncat data\n[ ${version} != 3 ]\n`, {
      mode: 0o755,
    });
    await symlink("/opt/bin/program", path.join(tree, "opt/run"));
    await writeFile(path.join(tree, "opt/data"), `version ${version}\n`);
    await must("sh", ["-c", `tar -C '${tree}' -c . | docker import - '${tag(version)}'`]);
    return (await docker(["image", "inspect", "--format", "{{.Id}}", tag(version)])).trim();
  }

  before(async function () {
    if (process.getuid?.() !== 0) return this.skip(); // Files of root's are made here.
    base = await mkdtemp(path.join(os.tmpdir(), "image-files-"));
    images = [await makeImage(1), await makeImage(2), await makeImage(3)];
    server = await startSshServer();
    target = server.target;
  });
  after(async () => {
    await server?.close();
    for (const image of images ?? []) await docker(["rmi", image]);
    if (base) await rm(base, { recursive: true, force: true });
  });

  const folder = () => path.join(base, "lib/program");
  const there = (name: string) => readFile(path.join(folder(), name), "utf8");
  const inputs = (id: string, more: object = {}) => ({
    target,
    image: id,
    folder: folder(),
    files: { run: "/opt/run", data: "/opt/data" },
    check: ["./run"],
    ...more,
  });
  const containers = async () => docker(["ps", "--all", "--quiet", "--filter", `ancestor=${tag(1)}`]);

  it("are copied whole, links followed, and are whoever's on the host is root; nothing else is left", async () => {
    const { outs } = await imageFiles.create(inputs(images[0]!));
    assert.equal(await there("data"), "version 1\n");
    assert.match(await there("run"), /cat data/);
    const { mode, uid } = await stat(path.join(folder(), "data"));
    assert.deepEqual([mode & 0o777, uid], [0o755, 0]);
    assert.deepEqual(outs.actual, outs.copied);
    assert.deepEqual(await readdir(path.join(base, "lib")), ["program"]);
    assert.equal(await containers(), "");
    const again = await imageFiles.diff("", outs, inputs(outs.image));
    assert.deepEqual([again.changes, again.replaces], [false, []]);
  });

  it("are seen by refresh where they are changed, lose their mode or are missing, and are then copied anew", async () => {
    const made = (await imageFiles.create(inputs(images[0]!))).outs;
    const spoil: readonly (readonly [string, () => Promise<unknown>])[] = [
      ["changed", () => writeFile(path.join(folder(), "data"), "other\n")],
      ["without its mode", () => chmod(path.join(folder(), "run"), 0o644)],
      ["missing", () => rm(path.join(folder(), "run"))],
    ];
    for (const [how, spoiled] of spoil) {
      await spoiled();
      const { props } = await imageFiles.read("id", made);
      assert.ok(props, how);
      assert.equal((await imageFiles.diff("", props, inputs(made.image))).changes, true, how);
      const { outs } = await imageFiles.update("", props, inputs(made.image));
      assert.deepEqual(outs.actual, made.actual, how);
    }
    assert.deepEqual((await imageFiles.read("id", made)).props, made);
  });

  it("follow another image, and leave no file that is asked for no longer", async () => {
    const first = (await imageFiles.create(inputs(images[0]!))).outs;
    const next = inputs(images[1]!, { files: { data: "/opt/data" }, check: [] });
    assert.equal((await imageFiles.diff("", first, next)).changes, true);
    await imageFiles.update("", first, next);
    assert.equal(await there("data"), "version 2\n");
    assert.deepEqual(await readdir(folder()), ["data"]);
  });

  it("stay as they were where the image has not all of them, or the new ones do not run here", async () => {
    const first = (await imageFiles.create(inputs(images[0]!))).outs;
    const missing = inputs(first.image, { files: { ...first.files, more: "/opt/more" } });
    await assert.rejects(
      imageFiles.update("", first, missing),
      /\/opt\/more could not be copied .* is as it was: .*more/s,
    );
    await assert.rejects(imageFiles.update("", first, inputs(images[2]!)), /or do not run on this host/);
    assert.equal(await there("data"), "version 1\n");
    assert.deepEqual((await readdir(path.join(base, "lib"))).sort(), ["program"]);
    assert.equal(await containers(), "");
  });

  it("are removed with their folder, but for what is somebody else's in it; twice is no error", async () => {
    const { outs } = await imageFiles.create(inputs(images[0]!));
    await writeFile(path.join(folder(), "mine"), "mine\n");
    await imageFiles.delete("", outs);
    assert.deepEqual(await readdir(folder()), ["mine"]);
    await rm(path.join(folder(), "mine"));
    await imageFiles.delete("", outs);
    assert.deepEqual(await readdir(path.join(base, "lib")), []);
    assert.deepEqual(await imageFiles.read("id", outs), {});
  });
});
