import type { DrillNode } from "../cluster/cluster";
import { dropTable } from "../cluster/nft";
import { inNode } from "../cluster/node";
import type { Fault } from "./fault";

const table = "netdev ha_dns_drill_loss";
/** On the host's wired interface, before the packets part to the host and its macvlan containers. */
const rules = `
    table ${table} {
      chain loss {
        type filter hook ingress device "eth0" priority -200; policy accept;
        ip protocol 112 numgen random mod 5 == 0 drop
      }
    }`;

async function lose(node: DrillNode): Promise<void> {
  await end(node);
  await inNode(node, "nft", rules);
}

const end = (node: DrillNode): Promise<void> => dropTable(node, table);

/** A network that loses packets: adverts are the ones that count. As bad as bad Wi-Fi; nothing is to move. */
export const vrrpLoss: Fault = {
  name: "vrrp-loss",
  description: "one of five VRRP adverts is lost, at every node",
  at: "cluster",
  effect: "serves",
  expect: { vip: "stays", maxOutageMs: 0, lossless: true },
  inject: async ({ cluster }) => void (await Promise.all(cluster.nodes.map(lose))),
  heal: async ({ cluster }) => void (await Promise.all(cluster.nodes.map(end))),
};
