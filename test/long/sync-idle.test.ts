import assert from "node:assert/strict";
import { piholeFolder } from "../../components/render/node-paths";
import { parseCpuSamples, percentOfCore, sampleScript } from "../../lab/bench/cpu/accounting";
import { pidsOf } from "../../lab/cluster/node";
import type { LabNode, LabSettings } from "../../lab/settings";
import { docker } from "../../lab/shell";
import { containers } from "../../runtime/contract/names";
import { mustInNode, settledLab } from "../lab/support";
import { Piholes } from "../lab/piholes";
import { logged, syncOf } from "../lab/sync-account";

/** Half a minute is enough to see that the test itself works. */
const seconds = Number(process.env.SYNC_IDLE_SECONDS ?? 600);

describe(`a cluster in which nobody changes anything for ${seconds} s`, function () {
  this.timeout((seconds + 180) * 1000);
  let lab: LabSettings;

  before(async () => {
    const { lab: settled, leader, follower } = await settledLab();
    lab = settled;
    const piholes = await Piholes.open(lab);
    await piholes.equal(leader.pod, follower.pod).finally(() => piholes.stop());
  });

  /** Which file Pi-hole's lists and settings are in, when each was last written, and SQLite's count of its changes. */
  async function written(node: LabNode): Promise<string> {
    const [database, settings] = ["gravity.db", "pihole.toml"].map((file) => `${piholeFolder}/${file}`);
    const script = `stat -c '%n %i %.Y' ${database} ${settings}; od -An -tx1 -j24 -N4 ${database}`;
    return mustInNode(node, "sh", "-c", script);
  }

  async function cpuPercent(node: LabNode, container: string): Promise<number> {
    const script = sampleScript(seconds, await pidsOf(node, container));
    const timeoutMs = (seconds + 30) * 1000;
    const text = await docker(["exec", node.container, "sh", "-c", script], { timeoutMs });
    return percentOfCore(...parseCpuSamples(text));
  }

  it("writes nothing, and tells what it costs", async () => {
    const look = () =>
      Promise.all(lab.nodes.map(async (node) => [await written(node), (await syncOf(node)).counts] as const));
    const from = Date.now();
    const before = await look();
    const costs = await Promise.all(
      lab.nodes.flatMap((node) =>
        [containers.agent, containers.pihole].map(
          async (container) =>
            `${node.name} ${container} ${(await cpuPercent(node, container)).toFixed(2)} %`,
        ),
      ),
    );
    const after = await look();
    process.stdout.write(`      of one core: ${costs.join(", ")}\n`);
    before.forEach(([files, { changes, steps, errors }], i) => {
      const [filesAfter, counts] = after[i]!;
      assert.equal(filesAfter, files, lab.nodes[i]!.name);
      assert.deepEqual([counts.changes, counts.steps, counts.errors], [changes, steps, errors]);
    });
    for (const node of lab.nodes)
      assert.deepEqual(await logged(node, from, "sync.changed", "sync.failed"), []);
  });
});
