import assert from "node:assert/strict";
import { run } from "../../../../shell";
import { Stack } from "../../../../../test/integration/pulumi-stack";
import { startSshServer, type SshServer } from "../../../../../test/integration/ssh-server";

const program = `
const docker = require("@pulumi/docker");
const s = JSON.parse(process.env.TEST_SETTINGS);
const provider = new docker.Provider("engine", { host: s.host, sshOpts: s.sshOpts });
for (const one of ["a", "b", "c", "d"]) new docker.Volume(one, { name: s.prefix + one }, { provider });
`;

describe("the docker plugin over ssh", function () {
  this.timeout(120_000);
  const prefix = `plugins-test-ssh-${process.pid}-`;
  let server: SshServer;
  let stack: Stack;
  const settings = (more: readonly string[] = []) => ({
    prefix,
    host: `ssh://root@127.0.0.1:${server.port}`,
    sshOpts: ["-F", "none", "-i", server.keyFile, "-o", `UserKnownHostsFile=${server.knownHosts}`, ...more],
  });

  before(async () => {
    server = await startSshServer();
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

  it("reaches the engine through ssh, with one connection where ssh is told to share it", async () => {
    const shared = [
      "-o",
      "ControlMaster=auto",
      "-o",
      `ControlPath=${server.folder}/control`,
      "-o",
      "ControlPersist=30",
    ];
    const before = server.connections();
    await stack.up(settings(shared));
    const first = server.connections() - before;
    await stack.up(settings(shared), "--expect-no-changes");
    await stack.refresh(settings(shared), "--expect-no-changes");
    assert.equal(server.connections() - before, first, "later runs use the same connection");
    const listed = await run("docker", ["volume", "ls", "-q", "--filter", `name=${prefix}`]);
    assert.equal(listed.stdout.trim().split("\n").length, 4);
    await run("ssh", [
      "-F",
      "none",
      "-O",
      "exit",
      "-o",
      `ControlPath=${server.folder}/control`,
      "root@127.0.0.1",
    ]);
  });

  it("says where it could not get, and what ssh said, when the host key is another", async () => {
    const wrong = {
      ...settings(),
      sshOpts: [
        "-F",
        "none",
        "-i",
        server.keyFile,
        "-o",
        "BatchMode=yes",
        "-o",
        "UserKnownHostsFile=/dev/null",
      ],
    };
    const { code, stdout, stderr } = await stack.run(
      ["refresh", "--yes", "--skip-preview", "--run-program"],
      wrong,
    );
    assert.notEqual(code, 0);
    assert.match(stdout + stderr, new RegExp(`ssh://root@127\\.0\\.0\\.1:${server.port}`));
    assert.match(stdout + stderr, /Host key verification failed/);
    await stack.up(settings()); // The state has to know the right way again.
  });
});
