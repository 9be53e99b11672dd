import assert from "node:assert/strict";
import { readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { Progress } from "../../../lab/progress";
import { labSettings } from "../../../lab/settings";
import { docker, run } from "../../../lab/shell";
import { baseImages } from "../../../lab/cluster/base-images";
import { containerNames } from "../../../providers/container-names/implementation";
import { containerRecord } from "../../../providers/container-record/implementation";
import { running } from "../../../providers/running/implementation";
import type { SshTarget } from "../../../providers/ssh/target";
import { startSshServer, type SshServer } from "../ssh-server";

const name = `ha-dns-test-running-${process.pid}`;

describe("what a container runs, with Docker's own engine", function () {
  this.timeout(120_000);
  let server: SshServer;
  let target: SshTarget;
  let image: string;
  let file: string;
  let record: string;

  before(async function () {
    if (process.getuid?.() !== 0) return this.skip(); // The provider writes as root.
    const root = path.join(__dirname, "../../..");
    const quiet = new Progress(() => undefined);
    image = (await baseImages(labSettings(root), quiet, process.execPath)).busybox.local;
    server = await startSshServer();
    target = server.target;
    file = path.join(server.folder, "daemon.conf");
    record = path.join(server.folder, "secrets", "record.json");
  });
  after(async () => {
    await run("docker", ["rm", "--force", "--volumes", name]);
    await server?.close();
  });

  async function make(): Promise<string> {
    await run("docker", ["rm", "--force", "--volumes", name]);
    const made = ["run", "--detach", "--network", "none", "--init", "--name", name, image, "sleep", "600"];
    return (await docker(made)).trim();
  }

  /** A container that was deployed, with a record of it; gives the state of its `Running`. */
  async function deployed() {
    await writeFile(file, "as deployed\n");
    const containerId = await make();
    const inputs = { target, file: record, container: name, containerId, reads: [file] };
    const recorded = await containerRecord.create(inputs);
    return { recorded, inputs, ...(await running.create({ target, container: name, record })) };
  }

  const findings = async ({ id, outs }: Awaited<ReturnType<typeof running.create>>) =>
    (await running.read(id, outs)).props!.findings;

  it("is what was deployed, until something is changed by hand", async () => {
    const state = await deployed();
    assert.deepEqual(await findings(state), []);
    assert.equal((await stat(record)).mode & 0o777, 0o600);
    const inputs = { target, container: name, record };
    assert.equal((await running.diff(state.id, state.outs, inputs)).changes, false);
    await writeFile(file, "by hand\n");
    assert.deepEqual(await findings(state), [`${file} is not as it was deployed`]);
  });

  it("is in doubt if a file was put right after the start: what it read may have been the wrong one", async () => {
    const state = await deployed();
    await writeFile(file, "by hand\n");
    await docker(["restart", "--time", "1", name]);
    await writeFile(file, "as deployed\n");
    assert.deepEqual(await findings(state), [`it has run since before ${file} was written`]);
    await docker(["restart", "--time", "1", name]);
    assert.deepEqual(await findings(state), []);
  });

  it("is another container if something else made it again, and a deployment frees its name", async () => {
    const state = await deployed();
    const names = { target, containers: [{ name, record }], generations: [0] };
    const { id, outs } = await containerNames.create(names);
    assert.equal((await run("docker", ["inspect", name])).code, 0, "the deployed one stays");
    await make();
    const seen = (await running.read(state.id, state.outs)).props!;
    assert.deepEqual(seen.findings, ["something else than the last deployment made this container"]);
    const inputs = { target, container: name, record };
    assert.equal((await running.diff(state.id, seen, inputs)).changes, true);
    const after = (await running.update(state.id, seen, inputs)).outs;
    assert.deepEqual([after.generation, after.findings], [1, []]);
    const next = { ...names, generations: [after.generation] };
    assert.equal((await containerNames.diff(id, outs, next)).changes, true);
    await containerNames.update(id, outs, next);
    assert.notEqual((await run("docker", ["inspect", name])).code, 0);
    await assert.rejects(containerRecord.update(state.id, state.recorded.outs, state.inputs), /is gone/);
  });

  it("is not known without a record, and nothing is removed for that", async () => {
    const state = await deployed();
    await make();
    for (const broken of ["", "{", '{"id": 1}']) {
      await writeFile(record, broken);
      assert.deepEqual(await findings(state), [], broken);
      await containerNames.create({ target, containers: [{ name, record }], generations: [0] });
      assert.equal((await run("docker", ["inspect", name])).code, 0, broken);
    }
    assert.deepEqual(await containerRecord.read("", state.recorded.outs), {}, "and is written again");
    await containerRecord.create(state.inputs).catch(() => undefined);
    await containerRecord.delete("", state.recorded.outs);
    await assert.rejects(readFile(record));
  });

  it("is taken away at the end, whatever made it", async () => {
    await make();
    const names = { target, containers: [{ name, record }], generations: [0] };
    await containerNames.delete("", names);
    assert.notEqual((await run("docker", ["inspect", name])).code, 0);
    await containerNames.delete("", names);
  });
});
