import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";
import { asksOf, queriesAllowed, realCluster } from "../../../../lab/cluster/real-cluster";

const checkout = path.join(__dirname, "../../../..");

describe("the real cluster", () => {
  const { config } = parse(readFileSync(path.join(checkout, "Pulumi.yaml"), "utf8")) as {
    config: { nodes: { value: string[] }; vip: { value: string } };
  };
  let root: string;
  let site: string;
  before(() => {
    root = mkdtempSync(path.join(tmpdir(), "ha-dns-real-"));
    const files = ["Pulumi.yaml", ...config.nodes.value.map((name) => `Pulumi.${name}.yaml`)];
    for (const file of files) copyFileSync(path.join(checkout, file), path.join(root, file));
    const key = path.join(root, "id");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
    const [type, host] = readFileSync(`${key}.pub`, "utf8").split(" ");
    const hosts = config.nodes.value.map((name) => {
      const stack = parse(readFileSync(path.join(root, `Pulumi.${name}.yaml`), "utf8")) as {
        config: Record<string, string>;
      };
      return `${stack.config["ha-dns:host"]} ${type} ${host}\n`;
    });
    writeFileSync(path.join(root, "known_hosts"), hosts.join(""));
    site = path.join(root, "site.yaml");
    writeFileSync(site, stringify({ config: { sshKey: key, knownHosts: path.join(root, "known_hosts") } }));
  });
  after(() => rmSync(root, { recursive: true }));

  it("is what the config says, each node reached over ssh with its own host key", () => {
    const { cluster, maxQps } = realCluster(root, site);
    assert.equal(cluster.vip, config.vip.value);
    assert.equal(cluster.client, undefined);
    assert.equal(maxQps, undefined);
    assert.deepEqual(
      cluster.nodes.map(({ name }) => name),
      config.nodes.value,
    );
    for (const { ssh, host } of cluster.nodes) {
      assert.equal(ssh?.host, host);
      assert.equal(ssh?.hostKeys.length, 1);
    }
  });

  it("is refused, with how to fix it, where it cannot be reached or its config cannot be", () => {
    const nowhere = path.join(root, "nowhere.yaml");
    const files = { sshKey: path.join(root, "none"), knownHosts: path.join(root, "none") };
    writeFileSync(nowhere, stringify({ config: files }));
    assert.throws(() => realCluster(root, nowhere), /has 4 problems[^]*sshKey[^]*knownHosts/);
    writeFileSync(nowhere, stringify({ config: { vrid: 0 } }));
    assert.throws(() => realCluster(root, nowhere), /vrid[^]*fix/);
  });

  it("is asked for names that it knows or that nobody has, and for none that the internet would be asked for", () => {
    const asks = asksOf({ cluster: { probeNames: ["example.com"] } });
    assert.deepEqual(
      asks.cached.map(({ name }) => name),
      ["pi.hole", "example.com"],
    );
    assert.deepEqual(asks.below, { name: "invalid", address: "any answer" });
  });

  it("is asked no faster than its rate limit allows", () => {
    assert.equal(queriesAllowed("0/0"), undefined);
    assert.equal(queriesAllowed("1000/60"), 16);
  });
});
