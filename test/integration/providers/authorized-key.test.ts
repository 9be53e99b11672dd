import assert from "node:assert/strict";
import { Progress } from "../../../lab/progress";
import { labSettings } from "../../../lab/settings";
import { docker, must, run } from "../../../lab/shell";
import { baseImages } from "../../../lab/cluster/base-images";
import { authorizedKey } from "../../../providers/authorized-key/implementation";
import type { SshTarget } from "../../../providers/ssh/target";
import { startSshServer, type SshServer } from "../ssh-server";
import { root } from "../zfs/zfs-host";

const file = "/root/.ssh/authorized_keys";
const own = "ssh-ed25519 AAAAown someone@home";

describe("a key that a host lets in", function () {
  this.timeout(60_000);
  const container = `ha-dns-test-keys-${process.pid}`;
  let server: SshServer;
  let target: SshTarget;
  before(async () => {
    const { debian } = await baseImages(labSettings(root), new Progress(() => undefined), process.execPath);
    const keepsRunning = ["--network", "none", "--entrypoint", "sleep", debian.local, "infinity"];
    await docker(["run", "--detach", "--init", "--name", container, ...keepsRunning]);
    server = await startSshServer([], ["docker", "exec", "-i", container, "sh", "-c"]);
    target = server.target;
  });
  after(async () => {
    await server?.close();
    await run("docker", ["rm", "--force", container]);
  });

  const sh = (command: string) => must("docker", ["exec", container, "sh", "-ec", command]);
  const lines = async () => (await sh(`cat ${file}`)).trimEnd().split("\n");
  const key = (marker: string, body = "AAAA") => ({
    target,
    marker,
    line: `restrict,command="receive" ssh-ed25519 ${body} ${marker}`,
  });
  beforeEach(() => sh(`rm -rf ${file} && mkdir -p -m 700 /root/.ssh`));

  it("makes a file that its owner alone can read", async () => {
    const { outs } = await authorizedKey.create(key("for-a"));
    assert.equal(outs.actual, outs.line);
    assert.deepEqual(await lines(), [outs.line]);
    assert.equal(await sh(`stat -c '%a %U' ${file}`), "600 root\n");
  });

  it("stands beside the lines of others, which stay as they are, and so does the file's mode", async () => {
    // No end of line at the end, as editors leave it, and a word that only looks like the marker.
    await sh(`printf '# for-a later\\n${own}' > ${file}; chmod 640 ${file}`);
    const { id, outs } = await authorizedKey.create(key("for-a"));
    assert.deepEqual(await lines(), ["# for-a later", own, outs.line]);
    const next = { ...outs, ...key("for-a", "BBBB") };
    assert.deepEqual(await authorizedKey.diff(id, outs, next), { changes: true, replaces: [] });
    await authorizedKey.update(id, outs, next);
    assert.deepEqual(await lines(), ["# for-a later", own, next.line]);
    assert.equal(await sh(`stat -c %a ${file}`), "640\n");
    await authorizedKey.delete(id, next);
    assert.deepEqual(await lines(), ["# for-a later", own]);
  });

  it("is seen when it was changed, copied or taken away by hand, and fixed", async () => {
    const { id, outs } = await authorizedKey.create(key("for-a"));
    await authorizedKey.create(key("for-b"));
    for (const spoil of [`sed -i '/for-a/s/^restrict,//' ${file}`, `sed -i '/for-a/p' ${file}`]) {
      await sh(spoil);
      const seen = await authorizedKey.read(id, outs);
      assert.equal((await authorizedKey.diff(id, { ...outs, ...seen.props }, outs)).changes, true, spoil);
      await authorizedKey.update(id, outs, outs);
      assert.deepEqual((await lines()).sort(), [key("for-a").line, key("for-b").line]);
    }
    await sh(`sed -i /for-a/d ${file}`);
    assert.deepEqual(await authorizedKey.read(id, outs), {});
    await sh(`rm ${file}`);
    assert.deepEqual(await authorizedKey.read(id, outs), {});
    await authorizedKey.delete(id, outs);
  });

  it("is not written again where it is as it should be, and is another for another marker or host", async () => {
    const { id, outs } = await authorizedKey.create(key("for-a"));
    const inode = await sh(`stat -c %i ${file}`);
    await authorizedKey.update(id, outs, outs);
    assert.equal(await sh(`stat -c %i ${file}`), inode);
    assert.deepEqual(await authorizedKey.diff(id, outs, outs), { changes: false, replaces: [] });
    const elsewhere = { ...outs, target: { ...target, host: "192.0.2.1" } };
    assert.deepEqual((await authorizedKey.diff(id, outs, { ...outs, marker: "for-c" })).replaces, ["marker"]);
    assert.deepEqual((await authorizedKey.diff(id, outs, elsewhere)).replaces, ["target"]);
  });

  it("waits for another that is being written, and loses neither", async () => {
    await sh(`: > ${file}`);
    const other = `cp ${file} ${file}.other; touch /root/begun; sleep 2; echo '${own}' >> ${file}.other; mv ${file}.other ${file}`;
    const writing = sh(`rm -f /root/begun; flock /root/.ssh sh -ec "${other}"`);
    await sh("until [ -e /root/begun ]; do sleep 0.1; done");
    const { outs } = await authorizedKey.create(key("for-a"));
    await writing;
    assert.deepEqual(await lines(), [own, outs.line]);
  });
});
