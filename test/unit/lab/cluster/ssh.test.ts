import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { labSettings } from "../../../../lab/settings";
import { run } from "../../../../lab/shell";
import { prepareSsh, sshArgs, sshFiles } from "../../../../lab/cluster/ssh";

const listen = (socket: string): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer((connection) => connection.destroy()).listen(socket, () => resolve(server));
  });

describe("lab/cluster/ssh", () => {
  const committed = labSettings(path.join(__dirname, "../../../.."), { subnet: "192.168.8.0/24" });
  let folder: string;
  let settings: typeof committed;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "lab-ssh-"));
    settings = { ...committed, folder };
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("makes a key pair once, for its owner alone", async () => {
    const files = sshFiles(settings);
    await prepareSsh(settings);
    const key = readFileSync(files.privateKey, "utf8");
    assert.equal(statSync(files.privateKey).mode & 0o077, 0);
    assert.match(readFileSync(files.publicKey, "utf8"), /^ssh-ed25519 /);
    await prepareSsh(settings);
    assert.equal(readFileSync(files.privateKey, "utf8"), key);
  });

  it("makes a new pair where a killed run left half of one", async () => {
    const files = sshFiles(settings);
    mkdirSync(files.folder, { recursive: true });
    writeFileSync(files.privateKey, "");
    await prepareSsh(settings);
    assert.match(readFileSync(files.publicKey, "utf8"), /^ssh-ed25519 /);
  });

  it("removes a control socket that nobody listens on, and keeps one in use", async () => {
    const { folder: sockets } = sshFiles(settings);
    mkdirSync(sockets, { recursive: true });
    const [dead, live] = [path.join(sockets, "dead"), path.join(sockets, "live")];
    // A listener that is killed leaves its socket behind, which a clean end would not.
    const script = `require("net").createServer().listen(${JSON.stringify(dead)}, () => process.kill(process.pid, "SIGKILL"))`;
    await run(process.execPath, ["-e", script]);
    assert.ok(existsSync(dead));
    const server = await listen(live);
    try {
      await prepareSsh(settings);
      assert.equal(existsSync(dead), false);
      assert.equal(existsSync(live), true);
    } finally {
      server.close();
    }
  });

  it("logs in with the lab's own key and known hosts, and never asks or trusts on first use", () => {
    const args = sshArgs(settings, settings.nodes[0]!).join(" ");
    assert.match(args, new RegExp(`-i ${folder}/ssh/id_ed25519 `));
    assert.match(args, new RegExp(`UserKnownHostsFile=${folder}/known_hosts `));
    assert.match(args, /StrictHostKeyChecking=yes .*BatchMode=yes .* root@192\.168\.8\.11$/);
  });
});
