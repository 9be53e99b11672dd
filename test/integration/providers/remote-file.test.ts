import assert from "node:assert/strict";
import { chown, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { remoteFile } from "../../../providers/remote-file/implementation";
import type { SshTarget } from "../../../providers/ssh/target";
import { startSshServer, type SshServer } from "../ssh-server";

describe("a file on a host", () => {
  let server: SshServer;
  let target: SshTarget;
  before(async () => {
    server = await startSshServer();
    target = server.target;
  });
  after(() => server.close());

  it("holds the bytes that it was given, whether they are text or not, and is not written again", async () => {
    const bytes = Buffer.from([0, 10, 255, 128, 0x27, 13, 10]);
    for (const [name, content, more] of [
      ["text", "äöü 'x'\n", {}],
      ["bytes", bytes.toString("base64"), { encoding: "base64" }],
    ] as const) {
      const inputs = { target, path: path.join(server.folder, "deep", name), mode: "640", content, ...more };
      const { id, outs } = await remoteFile.create(inputs);
      const expected = name === "bytes" ? bytes : Buffer.from(content);
      assert.deepEqual(await readFile(inputs.path), expected);
      const before = await stat(inputs.path);
      assert.equal(before.mode & 0o777, 0o640);
      assert.equal((await remoteFile.diff(id, outs, inputs)).changes, false);
      assert.equal((await remoteFile.read(id, outs)).props?.sha256, outs.sha256);
      await remoteFile.update(id, outs, inputs);
      assert.equal((await stat(inputs.path)).ino, before.ino);
      // The same characters for other bytes are another content.
      const other = name === "bytes" ? { ...inputs, encoding: undefined } : inputs;
      assert.equal((await remoteFile.diff(id, outs, other)).changes, name === "bytes");
      await remoteFile.delete(id, outs);
      assert.deepEqual(await remoteFile.read(id, outs), {});
    }
  });

  it("gives a file to another user, who need have no name on the host, and sees it taken away", async function () {
    if (process.getuid?.() !== 0) this.skip(); // The server here runs as whoever runs this.
    const file = { target, path: path.join(server.folder, "owned"), mode: "600", content: "x" };
    const { id, outs } = await remoteFile.create(file);
    const owned = { ...file, owner: 53053 };
    assert.equal((await remoteFile.diff(id, outs, owned)).changes, true);
    const updated = await remoteFile.update(id, outs, owned);
    const { uid, gid } = await stat(file.path);
    assert.deepEqual([uid, gid], [53053, 53053]);
    assert.equal((await remoteFile.diff(id, updated.outs, owned)).changes, false);
    await chown(file.path, 0, 0);
    const { props } = await remoteFile.read(id, updated.outs);
    assert.equal((await remoteFile.diff(id, props!, owned)).changes, true);
    await remoteFile.delete(id, outs);
  });
});
