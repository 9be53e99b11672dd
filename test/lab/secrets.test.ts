import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { secretKeys } from "../../components/config/keys";
import { pulumi, up } from "../../lab/deploy/pulumi";
import { stackFile } from "../../components/config/raw";
import type { LabNode, LabSettings } from "../../lab/settings";
import { run } from "../../lab/shell";
import { inMachine } from "../../lab/cluster/machine";
import { sshFiles } from "../../lab/cluster/ssh";
import { containers, ownUser } from "../../runtime/contract/names";
import { allReady, deployedLab, mustInNode, root } from "./support";

const planted: Readonly<Record<keyof typeof secretKeys, string>> = {
  clusterSecret: "PlantedClusterSecret0123456789abcdefghijklmnopqr",
  vrrpPassword: "PlntVrrp",
  piholePassword: "PlantedPiholePassw0rd",
};

/** Every place on a node where a secret could show: what runs with which arguments, containers, logs. */
const places: Readonly<Record<string, string>> = {
  "argument lists": "cat /proc/[0-9]*/cmdline | tr '\\0' ' '",
  "containers (environment, labels, command)": "docker inspect $(docker ps -aq)",
  images: "docker image inspect $(docker image ls -q)",
  "container logs": "for c in $(docker ps -aq); do docker logs $c 2>&1; done",
  journal: "journalctl --no-pager",
  "files that others may read":
    "find /etc/ha-dns /run/ha-dns /etc/systemd/system -type f -perm /044 -exec cat {} +",
};

describe("a secret", function () {
  let lab: LabSettings;
  let config: string;
  const said: string[] = [];

  before(async () => {
    lab = await deployedLab();
    const founder = lab.nodes[0]!.name;
    config = readFileSync(stackFile(root, founder), "utf8");
    for (const [key, value] of Object.entries(planted))
      await pulumi(lab, ["config", "set", "--secret", key, "-s", founder], { stdin: value });
    // The version with a password in the protocol, so that every secret is in use.
    for (const { name } of lab.nodes) {
      await pulumi(lab, ["config", "set", "vrrpVersion", "2", "-s", name]);
      await pulumi(lab, ["config", "set", "advertInterval", "1", "-s", name]);
    }
    for (const { name } of lab.nodes) {
      const result = await pulumi(lab, ["up", "--yes", "--skip-preview", "--diff", "-s", name]);
      assert.equal(result.code, 0, result.stdout + result.stderr);
      said.push(result.stdout, result.stderr);
    }
  });

  after(async () => {
    writeFileSync(stackFile(root, lab.nodes[0]!.name), config);
    for (const node of lab.nodes.slice(1)) {
      await pulumi(lab, ["config", "rm", "vrrpVersion", "-s", node.name]);
      await pulumi(lab, ["config", "rm", "advertInterval", "-s", node.name]);
    }
    for (const { name } of lab.nodes) await up(lab, name);
    await allReady(lab);
  });

  const assertAbsent = (text: string, where: string) => {
    for (const [key, value] of Object.entries(planted))
      assert.ok(!text.includes(value), `${key} stands in clear in ${where}`);
  };

  it("is in a file on every node that only root and its reader can open, in a folder of root's alone", async () => {
    for (const node of lab.nodes) {
      const files = await mustInNode(node, "sh", "-c", "cat /etc/ha-dns/secrets/*");
      assert.ok(!files.includes(planted.clusterSecret), "only keys that are derived from it are on a node");
      assert.ok(files.includes(planted.vrrpPassword), "vrrpPassword");
      assert.ok(files.includes(planted.piholePassword), "piholePassword");
      const modes = await mustInNode(
        node,
        "sh",
        "-c",
        "stat -c '%a %u' /etc/ha-dns/secrets /etc/ha-dns/secrets/*",
      );
      assert.deepEqual([...new Set(modes.trim().split("\n"))].sort(), ["600 0", `600 ${ownUser}`, "700 0"]);
    }
  });

  it("is in no state, neither the backend's files nor an export", async () => {
    const files = await run("grep", [
      "-rlE",
      Object.values(planted).join("|"),
      path.join(lab.folder, "state"),
    ]);
    assert.equal(files.stdout, "");
    for (const { name } of lab.nodes)
      assertAbsent((await pulumi(lab, ["stack", "export", "-s", name])).stdout, `the state of ${name}`);
  });

  it("may be a private ssh key, of which no state has a line, even decrypted", async () => {
    const lines = readFileSync(sshFiles(lab).privateKey, "utf8").trim().split("\n").slice(1, -1);
    assert.ok(lines.length > 1);
    for (const { name } of lab.nodes) {
      const { stdout } = await pulumi(lab, ["stack", "export", "--show-secrets", "-s", name]);
      assert.ok(stdout.includes(planted.piholePassword), "secrets are shown in this export");
      for (const line of lines) assert.ok(!stdout.includes(line), `the state of ${name} has the ssh key`);
    }
  });

  it("is in nothing that an update prints, with all differences shown", () => {
    assert.ok(said.join("").length > 1000);
    assertAbsent(said.join("\n"), "what up printed");
  });

  for (const [where, command] of Object.entries(places))
    it(`is not in ${where} of a node`, async () => {
      for (const node of lab.nodes) {
        const text = await look(node, command);
        assert.ok(text.length > 0, `nothing was found at ${where} of ${node.name}`);
        assertAbsent(text, `${where} of ${node.name}`);
      }
    });

  it("would be seen if it were in an environment: the check can fail", async () => {
    const node = lab.nodes[1]!;
    const image = (await mustInNode(node, "docker", "inspect", "-f", "{{.Image}}", containers.pod)).trim();
    await mustInNode(
      node,
      "docker",
      "create",
      "--name",
      "planted",
      "-e",
      `X=${planted.piholePassword}`,
      image,
    );
    try {
      const text = await look(node, places["containers (environment, labels, command)"]!);
      assert.throws(() => assertAbsent(text, "a container"), /piholePassword stands in clear/);
    } finally {
      await mustInNode(node, "docker", "rm", "planted");
    }
  });

  const look = async (node: LabNode, command: string): Promise<string> =>
    (await inMachine(node, ["sh", "-c", command])).stdout;
});
