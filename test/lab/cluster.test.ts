import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  checkScript,
  plainScript,
  renderCheckScript,
  renderCommonKeepalived,
  renderNoFilter,
  renderPlainScript,
} from "../../lab/bench/common-settings/render";
import { commonSettings } from "../../lab/bench/common-settings/common-settings";
import { changed, up } from "../../lab/deploy/pulumi";
import { cachedNames, piholeFirstStartNames } from "../../lab/images/internet/facts";
import type { LabSettings } from "../../lab/settings";
import { until } from "../../lab/shell";
import { inMachine } from "../../lab/cluster/machine";
import { containers, podMembers } from "../../runtime/contract/names";
import { allReady, answerOf, deployedLab, mustInNode, preview, root } from "./support";

describe("a deployed cluster", function () {
  let lab: LabSettings;
  before(async () => {
    lab = await deployedLab();
    await allReady(lab);
  });

  it("answers on the VIP and on every node's own address", async () => {
    const { name, address } = cachedNames[0]!;
    for (const server of [lab.vip, ...lab.nodes.map(({ pod }) => pod)])
      assert.equal(await answerOf(server, name), address, server);
  });

  it("resolves the names that Pi-hole needs for its first start through the router, as a home does", async () => {
    for (const node of lab.nodes)
      for (const { name, address } of piholeFirstStartNames) {
        const lookUp = ["docker", "exec", containers.pihole, "getent", "hosts", name];
        assert.match(
          await mustInNode(node, ...lookUp),
          new RegExp(`^${address}\\s`),
          `${node.name}: ${name}`,
        );
      }
  });

  it("has one leader, and says so in the hosts' role files", async () => {
    const roles = await Promise.all(lab.nodes.map((node) => mustInNode(node, "cat", "/run/ha-dns/role")));
    const expected = lab.nodes.map((_, i) => (i === 0 ? "leader" : "follower"));
    await until("the first node leads", 30_000, async () => roles[0]!.trim() === "leader");
    assert.deepEqual(
      roles.map((role) => role.trim()),
      expected,
    );
  });

  it("is not changed by a second up", async () => {
    for (const { name } of lab.nodes) assert.equal(changed((await up(lab, name)).changes), 0, name);
  });

  it("shows no difference after a refresh", async () => {
    for (const node of lab.nodes) assert.deepEqual((await preview(lab, node, true)).changed, [], node.name);
  });

  it("is made over few ssh connections", async () => {
    const node = lab.nodes[1]!;
    const count = async () =>
      (await mustInNode(node, "journalctl", "-u", "ssh", "--no-pager")).match(/Accepted publickey/g)
        ?.length ?? 0;
    const before = await count();
    await up(lab, node.name, ["--refresh"]);
    const opened = (await count()) - before;
    assert.ok(opened <= 3, `${opened} ssh connections`);
  });

  it("starts its containers again, in order, when the pod has died", async () => {
    const node = lab.nodes[1]!;
    await mustInNode(node, "docker", "kill", containers.pod);
    await until("every member is in the new pod's namespace", 30_000, async () => {
      const spaces = await Promise.all(
        [containers.pod, ...podMembers].map((name) => namespaceOf(node.name, name)),
      );
      return spaces.every((space) => space !== "" && space === spaces[0]);
    });
    await allReady(lab);
  });

  const namespaceOf = async (name: string, container: string): Promise<string> => {
    const node = lab.nodes.find((each) => each.name === name)!;
    const script = `pid=$(docker inspect -f '{{.State.Pid}}' ${container}) && [ "$pid" != 0 ] && readlink /proc/$pid/ns/net`;
    return (await inMachine(node, ["sh", "-c", script])).stdout.trim();
  };
});

describe("the daemons' own checkers", function () {
  const folder = path.join(root, "test/unit/components/render/snapshots");
  const snapshot = (file: string) => readFileSync(path.join(folder, file), "utf8");
  /** Each with the container whose network it is in. */
  const daemons = [
    [containers.unbound, containers.unbound],
    [containers.keepalived, containers.pod],
  ] as const;
  // Containers of their own, with the image, files and network of those that run, which can write nowhere.
  const checker = (container: string): string => `${container}-checker`;
  const inContainer = async (container: string, script: string, stdin?: string) => {
    const [node] = (await deployedLab()).nodes;
    return inMachine(node!, ["docker", "exec", "-i", checker(container), "sh", "-c", script], stdin);
  };

  before(async () => {
    const [node] = (await deployedLab()).nodes;
    for (const [container, network] of daemons) {
      const image = await mustInNode(node!, "docker", "inspect", "-f", "{{.Image}}", container);
      const run = ["docker", "run", "--detach", "--rm", "--init", "--name", checker(container)];
      const like = ["--volumes-from", container, "--network", `container:${network}`];
      const rights = ["--cap-add", "NET_ADMIN", "--user", "0", "--entrypoint", "sleep"];
      await mustInNode(node!, ...run, ...like, ...rights, image.trim(), "infinity");
    }
  });

  after(async () => {
    const [node] = (await deployedLab()).nodes;
    await mustInNode(node!, "docker", "rm", "--force", ...daemons.map(([container]) => checker(container)));
  });

  const check = (file: string, text: string, container: string, command: string) =>
    inContainer(container, `cat > /tmp/${file} && ${command} /tmp/${file}`, text);

  for (const file of readdirSync(folder).filter((name) => /^(keepalived|unbound|nftables)/.test(name)))
    it(`accept ${file}`, async () => {
      const [container, command] = file.startsWith("unbound")
        ? [containers.unbound, "unbound-checkconf"]
        : file.startsWith("nftables")
          ? [containers.keepalived, "nft -c -f"]
          : [containers.keepalived, "keepalived -t -f"];
      const result = await check(file, snapshot(file), container, command);
      assert.equal(result.code, 0, `${result.stdout}${result.stderr}`);
    });

  it("refuse a keepalived.conf with a word that it does not know", async () => {
    const result = await check(
      "keepalived.conf",
      snapshot("keepalived.conf"),
      containers.keepalived,
      "echo bogus_word >> /tmp/keepalived.conf; keepalived -t -f",
    );
    assert.notEqual(result.code, 0);
  });

  it("accept the common settings that the bench compares with, its scripts in place and not without them", async () => {
    const { vip, nodes } = await deployedLab();
    const place = "/tmp/common-settings";
    const pods = nodes.map(({ pod }) => pod);
    const config = renderCommonKeepalived({ vip, pods }, 0, commonSettings).replaceAll("/etc/ha-dns", place);
    const accepts = () => check("common.conf", config, containers.keepalived, "keepalived -t -f");
    await inContainer(containers.keepalived, `rm -rf ${place}`);
    assert.notEqual((await accepts()).code, 0);
    const scripts = {
      [checkScript]: renderCheckScript("drill", "127.0.0.1", cachedNames[0]!.name),
      [plainScript]: renderPlainScript(vip),
    };
    for (const [file, text] of Object.entries(scripts)) {
      const there = file.replace("/etc/ha-dns", place);
      const put = `mkdir -p ${place} && cat > ${there} && chmod 755 ${there}`;
      assert.equal((await inContainer(containers.keepalived, put, text)).code, 0);
    }
    const result = await accepts();
    assert.equal(result.code, 0, `${result.stdout}${result.stderr}`);
    const filter = await check("common.nft", renderNoFilter(), containers.keepalived, "nft -c -f");
    assert.equal(filter.code, 0, filter.stderr);
  });
});
