import assert from "node:assert/strict";
import { access, readFile } from "node:fs/promises";
import path from "node:path";
import { utils } from "ssh2";
import { Stack } from "../../../../../test/integration/pulumi-stack";
import { startSshServer, type SshServer } from "../../../../../test/integration/ssh-server";

const program = `
const pulumi = require("@pulumi/pulumi");
const command = require("@pulumi/command");
const random = require("@pulumi/random");
const s = JSON.parse(process.env.TEST_SETTINGS);
const password = new random.RandomPassword("password", { length: s.length || 12, special: false, minNumeric: 2, keepers: { k: "v" } });
const connection = { host: "127.0.0.1", port: s.port, user: "root", privateKey: s.privateKey, hostKey: s.hostKey, dialErrorLimit: 1 };
const run = new command.remote.Command("run", {
  connection, create: s.create || "cat > secret; echo made", update: s.update, delete: "echo deleted after: $PULUMI_COMMAND_STDOUT > gone",
  stdin: password.result, triggers: [s.trigger || "1"], environment: s.environment, logging: s.logging || "stdoutAndStderr",
});
exports.stdout = run.stdout;
exports.password = password.result;
exports.bcrypt = password.bcryptHash;
`
  .replaceAll("> secret", "> $FOLDER/secret")
  .replaceAll("> gone", "> $FOLDER/gone");

describe("the command and random plugins, with the real engine", function () {
  this.timeout(120_000);
  let server: SshServer;
  let stack: Stack;
  const settings = () => ({ port: server.port, privateKey: server.privateKey, hostKey: server.hostKey });
  const file = (name: string) => readFile(path.join(server.folder, name), "utf8");

  before(async () => {
    server = await startSshServer(["ALLOWED", "PULUMI_COMMAND_STDOUT"]);
    process.env.FOLDER = server.folder; // The server's commands inherit it.
    stack = await Stack.create(program);
  });
  after(async () => {
    try {
      await stack?.destroy(settings());
      await stack?.remove();
    } finally {
      await server?.close();
    }
  });

  it("runs the command with its input, and does nothing in a second up and a refresh", async () => {
    const said = await stack.up(settings());
    assert.match(said, /made/, "what the command says is shown");
    await stack.up(settings(), "--expect-no-changes");
    await stack.refresh(settings(), "--expect-no-changes");
    const { password, bcrypt } = await stack.outputs();
    assert.equal(await file("secret"), password);
    assert.match(String(password), /^(?=.*\d.*\d)[A-Za-z0-9]{12}$/);
    assert.match(String(bcrypt), /^\$2a\$10\$[./A-Za-z0-9]{53}$/);
  });

  it("keeps the private key and the password out of the state's clear text", async () => {
    const state = await stack.exported();
    const { password } = await stack.outputs();
    assert.ok(state.includes("command:remote:Command"));
    assert.ok(!state.includes(String(password)));
    assert.ok(!state.includes("OPENSSH PRIVATE KEY"));
  });

  it("updates with the update command, and gives the previous output to it", async () => {
    await stack.up({ ...settings(), update: "echo was $PULUMI_COMMAND_STDOUT" });
    assert.equal((await stack.outputs()).stdout, "was made");
    await stack.up(settings());
  });

  it("replaces on a changed trigger, and runs the old delete against the old connection", async () => {
    const changes = await stack.changes({ ...settings(), trigger: "2" });
    assert.deepEqual(changes, { replaced: 1 });
    assert.match(await file("gone"), /^deleted after: /);
  });

  it("replaces a password whose rules change", async () => {
    const { password } = await stack.outputs();
    await stack.up({ ...settings(), trigger: "2", length: 20 });
    const after = String((await stack.outputs()).password);
    assert.equal(after.length, 20);
    assert.notEqual(after, password);
  });

  it("shows the command and what it said when it fails", async () => {
    const { code, stdout, stderr } = await stack.run(["up", "--yes", "--skip-preview"], {
      ...settings(),
      create: "echo out; echo oops >&2; exit 3",
    });
    assert.notEqual(code, 0);
    assert.match(stdout + stderr, /Process exited with status 3: running "echo out; echo oops >&2; exit 3":/);
    assert.match(stdout + stderr, /oops/);
  });

  it("refuses a host with another key, before any command runs", async () => {
    const other = utils.generateKeyPairSync("ecdsa", { bits: 256 }).public;
    const touch = { create: 'touch "$FOLDER/touched"' };
    const { code, stdout, stderr } = await stack.run(["up", "--yes", "--skip-preview"], {
      ...settings(),
      ...touch,
      hostKey: other,
    });
    assert.notEqual(code, 0);
    assert.match(stdout + stderr, /the host key is not the expected one|host key mismatch/);
    await assert.rejects(access(path.join(server.folder, "touched")));
  });

  it("sets a variable that the server accepts, and refuses to go on without one that it does not", async () => {
    await stack.up({ ...settings(), create: "echo $ALLOWED", environment: { ALLOWED: "here" } });
    assert.equal((await stack.outputs()).stdout, "here");
    const { code, stdout, stderr } = await stack.run(["up", "--yes", "--skip-preview"], {
      ...settings(),
      environment: { OTHER: "x" },
    });
    assert.notEqual(code, 0);
    assert.match(stdout + stderr, /could not set environment variable "OTHER"/);
  });
});
