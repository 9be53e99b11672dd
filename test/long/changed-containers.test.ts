import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { docker, run } from "../../lab/shell";
import { importImage, Stack } from "../integration/pulumi-stack";
import { startSshServer, type SshServer } from "../integration/ssh-server";

const root = path.join(__dirname, "../..");
const name = `ha-dns-test-stack-${process.pid}`;
const image = `ha-dns-test-stack:${process.pid}`;

// One container as the program makes each of a node's, with the file that it reads.
const program = `
require("tsx/cjs");
const pulumi = require("@pulumi/pulumi");
const docker = require("@pulumi/docker");
const ours = (what, of) => require(${JSON.stringify(root)} + "/providers/" + what + "/resource.ts")[of];
const { target, host, sshOpts, name, image, file, record, content } = JSON.parse(process.env.TEST_SETTINGS);
const provider = new docker.Provider("engine", { host, sshOpts });
const { generation } = new (ours("running", "Running"))("running", { target, container: name, record });
const names = new (ours("container-names", "ContainerNames"))("names", {
  target, containers: [{ name, record }], generations: [generation],
});
const config = new (ours("remote-file", "RemoteFile"))("file", { target, path: file, content }, { dependsOn: names });
const container = new docker.Container("container", {
  name, image, command: ["busybox", "sleep", "600"], networkMode: "none", init: true, restart: "no",
  labels: [{ label: "generation", value: pulumi.interpolate\`\${generation}\` }, { label: "content", value: content }],
}, { provider, deleteBeforeReplace: true, dependsOn: config });
new (ours("container-record", "ContainerRecord"))("record", {
  target, file: record, container: name, containerId: container.id, reads: [file],
});
`;

describe("an up after something else changed a container, with the real engine", function () {
  this.timeout(240_000);
  let server: SshServer;
  let stack: Stack;

  before(async function () {
    if (process.getuid?.() !== 0) return this.skip(); // Files of root's are made here.
    await importImage(image);
    server = await startSshServer();
    stack = await Stack.ofProject(program);
  });
  after(async () => {
    await run("docker", ["rm", "--force", "--volumes", name]);
    await run("docker", ["rmi", image]);
    await stack?.remove();
    await server?.close();
  });

  const file = () => path.join(server.folder, "daemon.conf");
  const settings = (content = "as deployed\n") => ({
    target: server.target,
    host: `ssh://root@127.0.0.1:${server.port}`,
    sshOpts: ["-F", "none", "-i", server.keyFile, "-o", `UserKnownHostsFile=${server.knownHosts}`],
    name,
    image,
    file: file(),
    record: path.join(server.folder, "record.json"),
    content,
  });
  const idOf = async () => (await docker(["inspect", "--format", "{{.Id}}", name])).trim();
  const nothingToDo = () => stack.up(settings(), "--expect-no-changes");

  it("changes nothing if nothing was changed, and only the container and its record with the config", async () => {
    await stack.up(settings("before\n"));
    assert.deepEqual(
      await stack.changes(settings()),
      { updated: 2, replaced: 1 },
      "file and record, container",
    );
    await nothingToDo();
  });

  it("has the daemon start with the right file, if it started with an edited one", async () => {
    const before = await idOf();
    await writeFile(file(), "by hand\n");
    await docker(["restart", "--time", "1", name]);
    const preview = await stack.must(["preview", "--diff"], settings());
    assert.match(preview, /is not as it was deployed/);
    await stack.up(settings());
    assert.equal(await readFile(file(), "utf8"), "as deployed\n");
    assert.notEqual(await idOf(), before);
    await nothingToDo();
  });

  it("puts the deployed container in the place of one that something else made, without a conflict of names", async () => {
    const remake = async () => {
      await docker(["rm", "--force", name]);
      return docker([
        "run",
        "--detach",
        "--network",
        "none",
        "--init",
        "--name",
        name,
        image,
        "busybox",
        "sleep",
        "600",
      ]);
    };
    const foreign = (await remake()).trim();
    await stack.up(settings());
    assert.notEqual(await idOf(), foreign);
    const label = '{{index .Config.Labels "generation"}}';
    assert.equal((await docker(["inspect", "--format", label, name])).trim(), "2");
    await nothingToDo();
    await remake();
    await stack.destroy(settings());
    assert.notEqual((await run("docker", ["inspect", name])).code, 0);
  });
});
