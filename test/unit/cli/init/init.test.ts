import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadFiles } from "../../../../components/load-files";
import { checkAnswers, readAnswers, SavedAnswers } from "../../../../cli/init/given-answers";
import { answering, takingProposals, type Answerer } from "../../../../cli/init/answerer";
import type { Explorer } from "../../../../cli/init/explorer";
import { configFiles } from "../../../../cli/init/config-files";
import { interview } from "../../../../cli/init/init-interview";
import type { InitAnswers } from "../../../../cli/init/init-questions";
import { replaceFiles } from "../../../../cli/init/replace-file";
import { withoutSalt } from "../../../../cli/init/write";
import { UsageError } from "../../../../cli/frame/command-type";
import { fakeExplorer, fingerprint } from "./fake-explorer";

const root = path.join(__dirname, "..", "..", "..", "..");
const hosts = ["192.168.8.11", "192.168.8.12"];
const enough: InitAnswers = {
  hosts: hosts.join(","),
  fingerprints: hosts.map(fingerprint).join(","),
  dhcpPool: "192.168.8.30-192.168.8.199",
};

const described = (answers: InitAnswers, explorer: Explorer = fakeExplorer(), ask?: Answerer) => {
  const said: string[] = [];
  const inner = ask ?? takingProposals((text) => void said.push(text));
  return interview(
    answering(answers, inner, () => undefined),
    explorer,
    "Europe/Berlin",
  );
};

describe("ha-dns init", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "ha-dns-test-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("describes a cluster from two addresses, and proposes the rest", async () => {
    assert.deepEqual(await described(enough), {
      cluster: {
        vip: "192.168.8.250",
        subnet: "192.168.8.0/24",
        gateway: "192.168.8.1",
        dhcpPool: "192.168.8.30-192.168.8.199",
        vrid: 51,
        timezone: "Europe/Berlin",
      },
      nodes: [
        {
          name: "node11",
          host: "192.168.8.11",
          podAddress: "192.168.8.251",
          unboundAddress: "192.168.8.253",
          priority: 120,
          interface: "end0",
        },
        {
          name: "node12",
          host: "192.168.8.12",
          podAddress: "192.168.8.252",
          unboundAddress: "192.168.8.254",
          priority: 100,
          interface: "end0",
        },
      ],
    });
  });

  it("avoids addresses that are answered, and VRRP ids that are heard", async () => {
    const explorer = fakeExplorer({
      taken: () => Promise.resolve(["192.168.8.250", "192.168.8.254"]),
      lan: () => Promise.resolve({ offers: [], vrids: [51, 52] }),
    });
    const { cluster, nodes } = await described({ ...enough, dhcpPool: "" }, explorer);
    assert.deepEqual([cluster.vip, cluster.vrid], ["192.168.8.248", 53]);
    assert.deepEqual(
      nodes.flatMap(({ podAddress, unboundAddress }) => [podAddress, unboundAddress]),
      ["192.168.8.249", "192.168.8.252", "192.168.8.251", "192.168.8.253"],
    );
  });

  it("names the flag of what nobody has answered and nothing proposes", async () => {
    for (const [name, flag] of [
      ["hosts", "--hosts"],
      ["fingerprints", "--fingerprints"],
      ["dhcpPool", "--dhcp-pool"],
    ] as const) {
      await assert.rejects(described({ ...enough, [name]: undefined }), (error: unknown) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, new RegExp(`${flag} is missing: .*Expected `));
        return true;
      });
    }
  });

  it("trusts no host whose fingerprint is not among those that were compared", async () => {
    const explorer = fakeExplorer();
    const answers = { ...enough, fingerprints: fingerprint(hosts[0]!) };
    await assert.rejects(
      described(answers, explorer),
      /fingerprints: found none of 192\.168\.8\.12; it shows SHA256/,
    );
    assert.equal(explorer.isKnown(hosts[1]!, 22), false);
  });

  it("lets the key in as root by a user with sudo, and looks whether it worked", async () => {
    let refused = true;
    const explorer: Explorer & { done: string[] } = fakeExplorer({
      refusal: () => Promise.resolve(refused ? "All configured authentication methods failed" : undefined),
      letIn: (host, user) => {
        explorer.done.push(`let in ${user}@${host}`);
        refused = false;
        return Promise.resolve();
      },
    });
    await described({ ...enough, loginUser: "admin" }, explorer);
    assert.deepEqual(explorer.done, ["let in admin@192.168.8.11"]);
    const deaf = fakeExplorer({ refusal: () => Promise.resolve("no") });
    await assert.rejects(described(enough, deaf), /root@192\.168\.8\.11 still does not let .* in: no/);
  });

  it("refuses a wireless interface, a key with a passphrase, a host twice", async () => {
    const wireless = fakeExplorer();
    const look = wireless.host;
    const onWifi = {
      ...wireless,
      host: async (...args: Parameters<Explorer["host"]>) => ({ ...(await look(...args)), wireless: true }),
    };
    await assert.rejects(described(enough, onWifi), /a wireless interface; expected a wired one/);
    const locked = fakeExplorer({ keyState: () => "has a passphrase" });
    await assert.rejects(described(enough, locked), /has a passphrase; expected a key without one/);
    await assert.rejects(
      described({ ...enough, hosts: "192.168.8.11,192.168.8.11" }),
      /expected each host once/,
    );
  });

  it("makes the key if it is missing", async () => {
    const explorer = fakeExplorer({ keyState: () => "missing" });
    const { cluster } = await described(enough, explorer);
    assert.deepEqual(explorer.done, ["make ~/.ssh/ha-dns"]);
    assert.equal(cluster.sshKey, "~/.ssh/ha-dns");
  });

  it("writes config files that the deployment reads, with a comment for each new key, and keeps what stands there", async () => {
    const before = {
      "Pulumi.yaml": `${readFileSync(path.join(root, "Pulumi.yaml"), "utf8")}  queryHistory:\n    value: 8 # mine\n`,
      "Pulumi.node11.yaml":
        'encryptionsalt: v1:abc=\nconfig:\n  # kept\n  ha-dns:maintenance: true\n  ha-dns:priority: "7" # low\n',
    };
    const texts = configFiles(await described(enough), { rateLimit: "1000/60" }, before);
    const { nodes, spec } = loadFiles(root, undefined, texts);
    assert.deepEqual(
      nodes.map(({ plan }) => [plan.node.name, plan.node.host, plan.node.priority, plan.node.maintenance]),
      [
        ["node11", "192.168.8.11", 120, true],
        ["node12", "192.168.8.12", 100, false],
      ],
    );
    const { vip, rateLimit, queryHistory, timezone } = spec.cluster;
    assert.deepEqual(
      [vip, rateLimit, queryHistory, timezone],
      ["192.168.8.250", "1000/60", 8, "Europe/Berlin"],
    );
    assert.match(
      texts["Pulumi.yaml"]!,
      /# The address that clients ask\..*\n {2}vip:\n {4}value: 192\.168\.8\.250\n/,
    );
    assert.match(texts["Pulumi.yaml"]!, /value: \[node11, node12\]\n/);
    assert.match(texts["Pulumi.yaml"]!, /value: 8 # mine\n/);
    assert.match(
      texts["Pulumi.yaml"]!,
      / {2}# The time zone of Pi-hole's page and log\.\n {2}timezone:\n {4}value: Europe\/Berlin\n/,
    );
    assert.match(
      texts["Pulumi.node11.yaml"]!,
      /^encryptionsalt: v1:abc=\n[^]*# kept\n {2}ha-dns:maintenance: true\n {2}ha-dns:priority: "120" # low\n/,
    );
    assert.match(texts["Pulumi.node12.yaml"]!, /# The host's own address, for ssh and replication\./);
    // Written a second time, nothing changes.
    assert.deepEqual(configFiles(await described(enough), { rateLimit: "1000/60" }, texts), texts);
  });

  it("finds mistakes before a byte is written, in the deployment's own words", async () => {
    const texts = configFiles(
      await described({ ...enough, vip: "192.168.8.40" }),
      {},
      {
        "Pulumi.yaml": readFileSync(path.join(root, "Pulumi.yaml"), "utf8"),
      },
    );
    assert.throws(
      () => loadFiles(root, undefined, texts),
      /vip[^]*192\.168\.8\.40, which the router may hand out/,
    );
  });

  it("reads answers from a file, with lists as lists or as text, and names all that is wrong in it", () => {
    const file = path.join(folder, "answers.yaml");
    writeFileSync(file, "hosts: [192.168.8.11, 192.168.8.12]\nvrid: 7\nconfig: {rateLimit: 1/1}\n");
    assert.deepEqual(readAnswers(file), {
      answers: { hosts: "192.168.8.11,192.168.8.12", vrid: "7" },
      config: { rateLimit: "1/1" },
    });
    writeFileSync(file, "host: 192.168.8.11\n");
    assert.throws(() => readAnswers(file), /answers\.yaml:[^]*host[^]*expected some of hosts, /);
    assert.throws(() => readAnswers(path.join(folder, "none")), UsageError);
    assert.throws(
      () => checkAnswers({ hosts: "192.168.8", vrid: "256" }),
      /hosts \(--hosts\): found 192\.168\.8; expected IPv4 addresses[^]*vrid \(--vrid\): found 256; expected a VRRP/,
    );
  });

  it("keeps the answers of a run that was interrupted at any question, and asks only for the rest", async () => {
    const saved = new SavedAnswers(folder, "init");
    let asked = 0;
    const upTo = (limit: number): Answerer => ({
      ...takingProposals(() => undefined),
      text: (name, _message, proposal) => {
        asked++;
        if (asked > limit) return Promise.reject(new Error("interrupted"));
        return Promise.resolve(proposal ?? enough[name]!);
      },
    });
    const total = 11;
    for (let limit = 0; limit < total; limit++) {
      asked = 0;
      saved.remove();
      const first = answering({}, upTo(limit), (answers) => saved.write(answers));
      await assert.rejects(interview(first, fakeExplorer(), "UTC"), /interrupted/);
      const before = saved.read();
      assert.equal(Object.keys(before).length, limit);
      asked = 0;
      const again = answering(before, upTo(99), (answers) => saved.write(answers));
      const { cluster } = await interview(again, fakeExplorer(), "UTC");
      assert.equal(cluster.vip, "192.168.8.250");
      assert.ok(asked <= total - limit, `${asked} questions after ${limit}`);
    }
    saved.remove();
    assert.deepEqual(readdirSync(folder), []);
  });

  it("takes a salt of another passphrase out of a new stack's file, unless something was encrypted by it", () => {
    const salt = "encryptionsalt: v1:abc=\n";
    const config = "config:\n  ha-dns:host: 192.168.8.11\n";
    assert.equal(withoutSalt(config + salt), config);
    assert.equal(withoutSalt(salt + config), config);
    const secret = `${config}  ha-dns:piholePassword:\n    secure: v1:abc\n${salt}`;
    assert.equal(withoutSalt(secret), secret);
    // The checkout's own files belong to nobody.
    for (const name of ["Pulumi.pi1.yaml", "Pulumi.pi2.yaml"])
      assert.doesNotMatch(readFileSync(path.join(root, name), "utf8"), /^encryptionsalt/m, name);
  });

  it("replaces all files or none", () => {
    const [first, second] = [path.join(folder, "a"), path.join(folder, "none", "b")];
    writeFileSync(first, "before");
    assert.throws(() => replaceFiles({ [first]: "after", [second]: "after" }), /ENOENT/);
    assert.deepEqual([readdirSync(folder), readFileSync(first, "utf8")], [["a"], "before"]);
    replaceFiles({ [first]: "after" });
    assert.deepEqual([readdirSync(folder), readFileSync(first, "utf8")], [["a"], "after"]);
  });
});
