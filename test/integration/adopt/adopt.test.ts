import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { askLeader, buildGravity } from "../../../cli/adopt/ask-leader";
import { readSource } from "../../../cli/adopt/source";
import { listsOf } from "../../../cli/backup/node-content";
import { leaderOf } from "../../../cli/leader-of";
import type { FileNode } from "../../../components/load-files";
import { startSshServer, type SshServer } from "../ssh-server";
import { samplePlan } from "../../unit/components/sample-plan";
import { StandIn } from "../../unit/runtime/agent/sync/stand-in";

const root = path.join(__dirname, "../../..");
const never = new AbortController().signal;
const nobody = () => Promise.reject(new Error("nobody is asked"));

/** A host whose engine runs the agent's commands here, for one Pi-hole. */
async function hostOf(pihole: StandIn): Promise<SshServer> {
  const bin = path.join(pihole.folder, "bin");
  mkdirSync(bin);
  const program = path.join(__dirname, "agent-command.ts");
  const agent = `"${process.execPath}" --import tsx "${program}" "${pihole.folder}" ${pihole.port}`;
  writeFileSync(
    path.join(bin, "docker"),
    `#!/bin/sh
cd "${root}" || exit 1
while [ $# -gt 0 ] && [ "$1" != /opt/ha-dns/agent.js ] && [ "$1" != pihole ]; do shift; done
[ "$1" = pihole ] && { echo "$@" >> "${pihole.folder}/gravity-runs"; exit 0; }
shift
exec ${agent} "$@"
`,
  );
  chmodSync(path.join(bin, "docker"), 0o755);
  return startSshServer([], ["env", `PATH=${bin}:${process.env.PATH}`, "sh", "-c"]);
}

describe("adopting a Pi-hole over ssh", function () {
  this.timeout(120_000);
  let source: StandIn;
  let leader: StandIn;
  let host: SshServer;
  let node: FileNode;
  before(async () => {
    source = await new StandIn("source").start();
    leader = await new StandIn("pi1").start();
    host = await hostOf(leader);
    node = { plan: samplePlan(), ssh: host.target };
    const { pihole } = source.parts();
    const post = (where: string, body: object) => pihole.ask({ method: "POST", path: `/api/${where}`, body });
    await post("groups", { name: ["kids"], comment: null, enabled: true });
    await post("domains/deny/exact", { domain: ["a.example", "b.example"], comment: null, groups: [0, 1] });
    await post("lists?type=block", { address: "https://a.example/l", comment: null, groups: [0] });
    const body = {
      config: { dns: { hosts: ["10.0.0.1 nas"], cnameRecords: ["files,nas"], cache: { size: 9 } } },
    };
    await pihole.ask({ method: "PATCH", path: "/api/config", body });
  });
  after(async () => {
    await host.close();
    source.stop();
    leader.stop();
  });

  /** But for gravity, which each node builds for itself. */
  const state = async (pihole: StandIn) => {
    const { groups, lists, domains, clients, settings } = (await pihole.parts().own.read(never)).state;
    const written = lists.map(({ address, groups }) => ({ address, groups }));
    return { groups, domains, clients, settings, lists: written };
  };

  it("shows what would change, changes nothing; then puts it in, and a second time there is nothing to do", async () => {
    const found = await readSource(
      `http://127.0.0.1:${source.port}`,
      { password: nobody, code: nobody },
      never,
    );
    assert.equal(await leaderOf([node]), node);
    const before = await state(leader);
    const seen = await askLeader(node, found, true);
    assert.deepEqual(
      seen.changes.map(({ table, added }) => [table, added]),
      [
        ["groups", ["kids"]],
        ["lists", ["https://a.example/l (block)"]],
        ["domains", ["a.example (deny, exact)", "b.example (deny, exact)"]],
        ["dns.hosts", ["10.0.0.1 nas"]],
        ["dns.cnameRecords", ["files,nas"]],
      ],
    );
    assert.ok(seen.left.some(({ what }) => what === "dns.cache.size"));
    assert.deepEqual([await state(leader), seen.done], [before, []]);

    const done = await askLeader(node, found, false);
    assert.match(
      done.done.join("\n"),
      /put in \(\d+ requests to Pi-hole\)[^]*what it had is kept on the leader/,
    );
    assert.deepEqual(await state(leader), await state(source));
    assert.equal(done.gravity, true);
    await buildGravity(node);
    assert.equal(readFileSync(path.join(leader.folder, "gravity-runs"), "utf8"), "pihole -g\n");
    assert.deepEqual((await askLeader(node, found, false)).changes, []);
  });

  it("puts back what a backup has read", async () => {
    const lists = await listsOf(node);
    const before = await state(leader);
    await leader.parts().pihole.ask({ method: "DELETE", path: "/api/domains/deny/exact/a.example" });
    assert.notDeepEqual(await state(leader), before);
    await askLeader(node, lists, false);
    assert.deepEqual(await state(leader), before);
  });

  it("says of each node why it does not lead", async () => {
    const dead = { ...node, ssh: { ...node.ssh, port: 1 } };
    await assert.rejects(leaderOf([dead]), /no node leads: pi1: .*ECONNREFUSED.*Deploy the cluster first/);
    assert.ok(existsSync(leader.folder));
  });
});
