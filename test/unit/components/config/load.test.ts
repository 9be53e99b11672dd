import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";
import { dataWarnings } from "../../../../components/config/data-rules";
import type { ClusterValues } from "../../../../components/config/keys";
import { loadSpec, type LoadedConfig } from "../../../../components/config/load";
import { describeProblems } from "../../../../components/config/problem";
import { readRawConfig } from "../../../../components/config/raw";
import type { Site } from "../../../../components/config/site";
import { sampleConfig } from "../sample-plan";

interface Sample {
  readonly stack: string;
  readonly files: Record<string, { config: Record<string, unknown> }>;
  /** Further files of the checkout, by path. */
  readonly checkout?: Record<string, string>;
  readonly problems: readonly { key: string; file: string; found: string }[];
}

const samples = path.join(__dirname, "../../../samples");
const read = (file: string) => parse(readFileSync(path.join(samples, file), "utf8")) as Sample;

/** Loads a sample the way the program does: files on disk, this stack's values as Pulumi hands them over. */
function load(sample: Sample, site?: Site): LoadedConfig {
  const root = mkdtempSync(path.join(tmpdir(), "ha-dns-spec-"));
  try {
    for (const [file, content] of Object.entries(sample.files))
      writeFileSync(path.join(root, file), stringify(content));
    for (const [file, content] of Object.entries(sample.checkout ?? {})) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), content);
    }
    return loadSpec(
      readRawConfig(root, { project: "ha-dns", stack: sample.stack, values: asPulumi(sample) }, site),
    );
  } finally {
    rmSync(root, { recursive: true });
  }
}

function asPulumi(sample: Sample): Record<string, string> {
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  const project = Object.entries(sample.files["Pulumi.yaml"]!.config).map(([key, value]) => [
    `ha-dns:${key}`,
    text((value as { value: unknown }).value),
  ]);
  const own = Object.entries(sample.files[`Pulumi.${sample.stack}.yaml`]?.config ?? {}).map(
    ([key, value]) => [key, text(value)],
  );
  return Object.fromEntries([...project, ...own]) as Record<string, string>;
}

function given(file: string): ClusterValues {
  const loaded = load(read(file));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.spec.cluster;
}

describe("the config", () => {
  for (const file of readdirSync(path.join(samples, "valid")))
    it(`is accepted: ${file}`, () => {
      const loaded = load(read(`valid/${file}`));
      assert.deepEqual(loaded.ok ? [] : loaded.problems, []);
    });

  for (const file of readdirSync(path.join(samples, "invalid")))
    it(`is refused with exactly its problems: ${file}`, () => {
      const sample = read(`invalid/${file}`);
      const loaded = load(sample);
      assert.ok(!loaded.ok, "it was accepted");
      const found = loaded.problems.map(({ key, file: where, found }) => ({ key, file: where, found }));
      const order = (a: { key: string; found: string }, b: { key: string; found: string }) =>
        `${a.key}${a.found}`.localeCompare(`${b.key}${b.found}`);
      assert.deepEqual(found.sort(order), [...sample.problems].sort(order));
      for (const problem of loaded.problems) assert.ok(problem.expected && problem.fix, problem.key);
    });

  it("gives numbers, lists and defaults their types", () => {
    const loaded = load(read("valid/two-nodes.yaml"));
    assert.ok(loaded.ok);
    assert.equal(loaded.spec.cluster.vrid, 51);
    assert.deepEqual(loaded.spec.cluster.nodes, ["pi1", "pi2"]);
    assert.deepEqual(
      loaded.spec.nodes.map(({ name, priority }) => [name, priority]),
      [
        ["pi1", 120],
        ["pi2", 100],
      ],
    );
  });

  it("fills up what a snapshot policy does not say, and takes no fence address for what it is", () => {
    const { snapshotPolicy } = given("valid/replication.yaml");
    assert.deepEqual(snapshotPolicy, { hourly: 48, daily: 0, weekly: 4, monthly: 3, yearly: 0 });
    const sample = read("valid/two-nodes.yaml");
    sample.files["Pulumi.yaml"]!.config.fenceAddress = { value: "" };
    const loaded = load(sample);
    assert.ok(loaded.ok);
    assert.equal(loaded.spec.cluster.fenceAddress, "");
  });

  it("gives records, zones and exceptions their one spelling", () => {
    const { records, forwardZones, dnssecExceptions, privateDomains } = given("valid/dns.yaml");
    assert.deepEqual(
      records.map(({ name, type, data }) => `${name} ${type} ${data}`),
      [
        "*.apps.home.example A 192.168.8.20",
        "plex.apps.home.example A 192.168.8.21",
        "nas.home.example AAAA fd00::20",
        "www.home.example CNAME nas.home.example.",
        "_ldap._tcp.home.example SRV 0 10 389 nas.home.example.",
        'home.example TXT "v=spf1 -all" "a \\"quoted\\" word"',
      ],
    );
    assert.deepEqual(forwardZones, [
      { zone: "home.arpa", to: ["192.168.8.1@53"] },
      { zone: "8.168.192.in-addr.arpa", to: ["192.168.8.1@53", "192.168.8.2@5353"] },
    ]);
    assert.deepEqual(
      dnssecExceptions.map(({ until }) => until),
      ["2027-01-31", "2027-02-28"],
    );
    assert.deepEqual(privateDomains, ["home.example", "xn--mnchen-3ya.example"]);
  });

  it("warns of datasets without a fence address, and refuses nothing for it", () => {
    assert.match(dataWarnings({ cluster: given("valid/datasets.yaml") })[0]!, /fenceAddress/);
    for (const file of ["valid/replication.yaml", "valid/two-nodes.yaml"])
      assert.deepEqual(dataWarnings({ cluster: given(file) }), []);
  });

  it("knows a list of objects as the project's own, in whatever order Pulumi hands over its keys", () => {
    const root = mkdtempSync(path.join(tmpdir(), "ha-dns-spec-"));
    try {
      const project = { config: { datasets: { value: [{ name: "tank/a", mountpoint: "/srv/a" }] } } };
      writeFileSync(path.join(root, "Pulumi.yaml"), stringify(project));
      const handed = (mountpoint: string) => ({
        project: "ha-dns",
        stack: "pi1",
        values: { "ha-dns:datasets": JSON.stringify([{ mountpoint, name: "tank/a" }]) },
      });
      assert.deepEqual(readRawConfig(root, handed("/srv/a")).stacks.pi1, {});
      assert.deepEqual(readRawConfig(root, handed("/srv/b")).stacks.pi1, {
        datasets: [{ mountpoint: "/srv/b", name: "tank/a" }],
      });
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it("moves every address of the subnet into a site's own, and takes the site's values", () => {
    const site: Site = { rebase: "10.99.1.0/24", config: { sshKey: "/key" } };
    const loaded = load(read("valid/two-nodes.yaml"), site);
    assert.ok(loaded.ok);
    assert.equal(loaded.spec.cluster.vip, "10.99.1.250");
    assert.equal(loaded.spec.cluster.subnet, "10.99.1.0/24");
    assert.equal(loaded.spec.nodes[1]!.podAddress, "10.99.1.252");
    assert.equal(loaded.spec.cluster.sshKey, "/key");
  });

  it("takes nodes that only a site has, and puts a stack's own file over what the site says of it", () => {
    const sample = read("valid/two-nodes.yaml");
    const third = { host: "192.168.8.13", podAddress: "192.168.8.249", unboundAddress: "192.168.8.248" };
    const site: Site = {
      rebase: "10.99.1.0/24",
      config: { nodes: ["pi1", "pi2", "pi3"] },
      stacks: { pi3: { ...third, priority: 90 }, pi2: { priority: 1 } },
    };
    const loaded = load(sample, site);
    assert.ok(loaded.ok);
    assert.deepEqual(
      loaded.spec.nodes.map(({ name, podAddress, priority }) => [name, podAddress, priority]),
      [
        ["pi1", "10.99.1.251", 120],
        ["pi2", "10.99.1.252", 100],
        ["pi3", "10.99.1.249", 90],
      ],
    );
    const own = load({ ...sample, stack: "pi3" }, site);
    assert.ok(own.ok);
    assert.equal(own.spec.stack, "pi3");
  });

  it("takes no name that every object has for something that is there", () => {
    const { project, stacks, ...raw } = sampleConfig();
    const found = (changes: object): string[] => {
      const loaded = loadSpec({ ...raw, stacks, project: { ...project, ...changes } });
      return loaded.ok ? [] : loaded.problems.map(({ key, found: what }) => `${key}: ${what}`);
    };
    assert.deepEqual(found({ dnsmasqLines: ["__proto__", "constructor=1"] }), []);
    assert.deepEqual(found({ toString: "x" }), ["toString: a key that does not exist"]);
    assert.ok(found({ nodes: ["pi1", "pi2", "constructor"] }).some((each) => each.startsWith("nodes")));
  });

  it("has no control character in any value, and shows none", () => {
    const { project, stacks, ...raw } = sampleConfig();
    const loaded = loadSpec({
      ...raw,
      stacks,
      project: { ...project, force: "a\0b", sshKey: "key\u001b[2J" },
    });
    assert.ok(!loaded.ok);
    assert.deepEqual(
      loaded.problems.map(({ key, found }) => `${key}: ${found}`),
      ['sshKey: "key\\u001b[2J"', 'force: "a\\u0000b"', 'force: "a\\u0000b"'],
    );
  });

  it("is described with place, finding, expectation and fix, for every problem", () => {
    const loaded = load(read("invalid/many-at-once.yaml"));
    assert.ok(!loaded.ok);
    const text = describeProblems("pi1", loaded.problems);
    assert.match(text, /^The config of stack pi1 has 5 problems\. Nothing was touched\./);
    assert.equal(text.match(/ {4}found {5}/g)?.length, 5);
    assert.match(text, /vip \(Pulumi\.yaml\)\n {4}found {5}192\.168\.8\.255/);
    assert.match(text, /fix {7}pulumi config set vrid 51/);
  });
});
