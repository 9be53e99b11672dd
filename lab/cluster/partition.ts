import type { Cluster, DrillNode } from "./cluster";
import { dropTable } from "./nft";
import { inNode, tryInNode } from "./node";

const table = "netdev ha_dns_drill";
/** The host's wired interface, as the lab makes it. */
const wire = "eth0";

/**
 * Lets a node hear nothing that comes from the other nodes, their containers or a VIP of theirs; clients and the
 * router it hears. Before the packets part to the host and its macvlan containers. Throws if it still hears.
 */
export async function deafen(cluster: Cluster, node: DrillNode): Promise<void> {
  const others = cluster.nodes.filter(({ name }) => name !== node.name);
  // The VIP and the fence's address are whoever's they are: what comes from them comes from another node.
  const shared = [cluster.vip, ...(cluster.data ? [cluster.data.fence] : [])];
  const addresses = [...others.flatMap(({ host, pod, unbound }) => [host, pod, unbound]), ...shared].join(
    ", ",
  );
  const rules = `
    table ${table} {
      chain apart {
        type filter hook ingress device "${wire}" priority -200; policy accept;
        ip saddr { ${addresses} } drop
        arp saddr ip { ${addresses} } drop
      }
    }`;
  await hear(node);
  await inNode(node, "nft", rules);
  for (const { name, host } of others) {
    if ((await tryInNode(node, "ping", "-c", "1", "-W", "1", host)).code === 0)
      throw new Error(`${node.name} still hears ${name}`);
  }
}

/** Drops all frames that come to a node or its containers, and all that they send. Throws if one still passes. */
export async function silence(cluster: Cluster, node: DrillNode): Promise<void> {
  const drop = (hook: "ingress" | "egress"): string => `
      chain ${hook} {
        type filter hook ${hook} device "${wire}" priority -200; policy drop;
      }`;
  await hear(node);
  await inNode(node, "nft", `\n    table ${table} {${drop("ingress")}${drop("egress")}\n    }\n`);
  for (const { name, host } of cluster.nodes.filter((other) => other.name !== node.name)) {
    if ((await tryInNode(node, "ping", "-c", "1", "-W", "1", host)).code === 0)
      throw new Error(`${node.name} still reaches ${name}`);
  }
}

/** Ends `deafen` and `silence`. Fine if neither lasts. */
export const hear = (node: DrillNode): Promise<void> => dropTable(node, table);
