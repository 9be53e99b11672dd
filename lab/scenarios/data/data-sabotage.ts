import { inNode } from "../../cluster/node";
import { sample } from "../../cluster/data-host";
import { type DataSabotage, awaitOrThrow } from "./data-scene";

export const dataSabotages: readonly DataSabotage[] = [
  {
    name: "rollback",
    description: "a node that returns throws its own branch away, as zfs recv -F does (--data alone)",
    spoil: async (scene, node) => {
      const { data } = scene.reading;
      const others = scene.session.cluster.nodes.filter(({ name }) => name !== node.name);
      const own = await awaitOrThrow(scene, `the pool of ${node.name} answers`, 60_000, () =>
        sample(node, data.pool),
      );
      const seen = await Promise.all(others.map((other) => sample(other, data.pool)));
      const theirs = new Set(
        seen
          .flatMap((one) => one?.datasets ?? [])
          .flatMap(({ snapshots }) => snapshots.map(({ guid }) => guid)),
      );
      for (const dataset of [data.journal, data.notes]) {
        const snapshots = own.datasets.find(({ name }) => name === dataset)?.snapshots ?? [];
        const common = snapshots.filter(({ guid }) => theirs.has(guid)).at(-1);
        if (!common) continue;
        // Held by replication, which -F would not stop at either where only newer ones are in its way.
        await inNode(node, "zfs", "rollback", "-r", `${dataset}@${common.name}`);
        scene.session.note(`  sabotage: ${node.name} rolled ${dataset} back to ${common.name}`);
      }
    },
  },
];
