import type { Cluster, DrillNode } from "../cluster/cluster";
import { dropTable } from "../cluster/nft";
import { inNode } from "../cluster/node";

const table = "inet ha_dns_drill_ssh";

/** Lets a node take in no more than so many bytes a second of what its peers send to its sshd. */
export async function slowSsh(cluster: Cluster, node: DrillNode, bytesPerSecond: number): Promise<void> {
  const peers = cluster.nodes.filter(({ name }) => name !== node.name).map(({ host }) => host);
  await freeSsh(node);
  const limit = `limit rate over ${bytesPerSecond} bytes/second burst ${bytesPerSecond} bytes drop`;
  const rules = `
    table ${table} {
      chain slow {
        type filter hook input priority -10; policy accept;
        ip saddr { ${peers.join(", ")} } tcp dport 22 ${limit}
      }
    }`;
  await inNode(node, "nft", rules);
}

/** Ends it. Fine if it is not so. */
export const freeSsh = (node: DrillNode): Promise<void> => dropTable(node, table);

const counter = "inet ha_dns_drill_count";

/** Counts what `from` sends to sshd on `to`; resolves to what gives the bytes so far, packet headers included. */
export async function countSsh(from: DrillNode, to: DrillNode): Promise<() => Promise<number>> {
  await stopCounting(from);
  const rules = `
    table ${counter} {
      chain sent {
        type filter hook output priority -10; policy accept;
        ip daddr ${to.host} tcp dport 22 counter
      }
    }`;
  await inNode(from, "nft", rules);
  return async () => {
    const text = await inNode(from, "nft", "list", "table", ...counter.split(" "));
    return Number(/bytes (\d+)/.exec(text)?.[1]);
  };
}

/** Ends it. Fine if nothing is counted. */
export const stopCounting = (node: DrillNode): Promise<void> => dropTable(node, counter);
