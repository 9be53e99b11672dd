import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { overConnection } from "../../../providers/ssh/connection";
import { startSshServer, type SshServer } from "../ssh-server";

describe("a stream to and from a host", () => {
  let server: SshServer;
  before(async () => void (server = await startSshServer()));
  after(() => server.close());

  const bytes = randomBytes(3 * 1024 * 1024);
  const pieces = async function* () {
    for (let at = 0; at < bytes.length; at += 100_000)
      yield await Promise.resolve(bytes.subarray(at, at + 100_000));
  };
  const both = (args: readonly string[], stdin?: AsyncIterable<Uint8Array>) =>
    overConnection(server.target, (host) => buffer(Readable.from(host.stream(args, stdin))));

  it("carries every byte, both ways", async () => {
    const file = path.join(server.folder, "put");
    assert.equal((await both(["tee", file], pieces())).equals(bytes), true);
    assert.equal((await readFile(file)).equals(bytes), true);
    assert.equal((await both(["cat", file])).equals(bytes), true);
  });

  it("ends with an error if the command fails, whatever came until then", async () => {
    await assert.rejects(both(["sh", "-c", "echo some; echo why >&2; exit 3"]), /sh exited with 3: why/);
    await assert.rejects(both(["sh", "-c", "exec 0<&-; exit 4"], pieces()), /sh exited with 4/);
  });

  it("ends with an error if what is sent breaks off", async () => {
    const broken = async function* () {
      yield await Promise.resolve(bytes.subarray(0, 1_000));
      throw new Error("unreadable");
    };
    await assert.rejects(both(["cat"], broken()), /unreadable/);
  });
});
