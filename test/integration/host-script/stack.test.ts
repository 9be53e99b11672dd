import assert from "node:assert/strict";
import { access, readFile } from "node:fs/promises";
import path from "node:path";
import { Stack } from "../pulumi-stack";
import { startSshServer, type SshServer } from "../ssh-server";

const root = path.join(__dirname, "../../..");

// The same lines of shell as the version before had them on the host, and as they are there now.
const program = `
require("tsx/cjs");
const pulumi = require("@pulumi/pulumi");
const command = require("@pulumi/command");
const { HostScript } = require(${JSON.stringify(root)} + "/providers/host-script/resource.ts");
const { target, connection, folder, stdin, trigger, forget, fail } = JSON.parse(process.env.TEST_SETTINGS);
class Parent extends pulumi.ComponentResource {
  constructor() { super("test:index:Parent", "parent"); }
}
const opts = { parent: new Parent() };
const runs = "cat >> " + (fail ? "/nowhere" : folder) + "/read && echo >> " + folder + "/runs && echo made";
const gone = (what) => "echo " + what + " >> " + folder + "/gone; echo the lists stay";
const make = (name, args) => connection
  ? new command.remote.Command(name, { connection, addPreviousOutputInEnv: false, ...args }, opts)
  : new HostScript(name, { target, ...args }, opts);
const run = make("run", { create: runs, stdin, delete: gone("run"), ...(forget ? {} : { triggers: [trigger] }) });
make("removal", { create: "true", delete: gone("removal") });
exports.stdout = run.stdout;
`;

describe("a script on a host, with the real engine", function () {
  this.timeout(240_000);
  let server: SshServer;
  let stack: Stack;

  before(async () => {
    server = await startSshServer();
    stack = await Stack.ofProject(program);
  });
  after(async () => {
    await stack?.remove();
    await server?.close();
  });

  const settings = (changes: object = {}) => ({
    target: server.target,
    folder: server.folder,
    stdin: "first\n",
    trigger: "eth0",
    ...changes,
  });
  const earlier = () =>
    settings({
      connection: {
        host: "127.0.0.1",
        port: server.port,
        user: "root",
        privateKey: server.privateKey,
        hostKey: server.hostKey,
      },
    });
  const file = (name: string) => readFile(path.join(server.folder, name), "utf8");
  const runs = async () => (await file("runs")).length;
  const inClear = async () =>
    JSON.stringify(JSON.parse((await stack.run(["stack", "export", "--show-secrets"])).stdout));
  const keyLine = () => server.privateKey.split("\n")[1]!;

  it("takes over from a remote command: nothing runs again, nothing is taken away", async () => {
    await stack.up(earlier());
    assert.equal(await runs(), 1);
    assert.ok((await inClear()).includes(keyLine()), "the version before has the key in its state");
    assert.deepEqual(await stack.changes(settings()), { updated: 2 });
    assert.equal(await runs(), 1);
    await assert.rejects(access(path.join(server.folder, "gone")));
    assert.equal((await stack.outputs()).stdout, "made");
    await stack.up(settings(), "--expect-no-changes");
    await stack.refresh(settings(), "--expect-no-changes");
  });

  it("leaves the private key in its file: the state has only the path", async () => {
    const state = await inClear();
    assert.ok(state.includes(server.keyFile));
    assert.ok(!state.includes(keyLine()));
    assert.ok(!state.includes("PRIVATE KEY"));
  });

  it("runs again if what it runs or reads has changed, and shows what it says", async () => {
    const said = await stack.up(settings({ stdin: "second\n" }));
    assert.match(said, /made/);
    assert.equal(await runs(), 2);
    assert.equal(await file("read"), "first\nsecond\n");
    await assert.rejects(access(path.join(server.folder, "gone")));
  });

  it("does not take away what only has no trigger any more", async () => {
    assert.deepEqual(await stack.changes(settings({ stdin: "second\n", forget: true })), { updated: 1 });
    assert.equal(await runs(), 2);
    await assert.rejects(access(path.join(server.folder, "gone")));
    await stack.up(settings({ stdin: "second\n", forget: true }), "--expect-no-changes");
  });

  it("runs the earlier removal if a trigger has changed", async () => {
    await stack.up(settings({ stdin: "second\n" }));
    const other = settings({ stdin: "second\n", trigger: "eth1" });
    assert.deepEqual(await stack.changes(other), { replaced: 1 });
    assert.equal(await file("gone"), "run\n");
  });

  it("fails in words with host and exit code, without what it was to read", async () => {
    const { code, stdout, stderr } = await stack.run(["up", "--yes", "--skip-preview"], {
      ...settings({ stdin: "a secret\n", trigger: "eth1", fail: true }),
    });
    assert.notEqual(code, 0);
    assert.match(stdout + stderr, /127\.0\.0\.1: sh -c .* exited with \d+: /);
    assert.doesNotMatch(stdout + stderr, /a secret/);
  });

  it("takes everything away on destroy, and shows what stays", async () => {
    const said = await stack.must(["destroy", "--yes", "--skip-preview"]);
    assert.match(said, /the lists stay/);
    assert.deepEqual((await file("gone")).trim().split("\n").sort(), ["removal", "run", "run"]);
  });
});
