import { onHost } from "../../../components/render/node-paths";
import { files } from "../../../runtime/contract/files";
import type { DrillNode } from "../../cluster/cluster";
import { inNode } from "../../cluster/node";
import type { Attack } from "./attack";

export const forgedAdverts: Attack = {
  name: "forged-adverts",
  description: "20 VRRP adverts a second to each of leader and follower, in the other one's name",
  cost: "one gap",
  condition: "adverts-forged",
  withHang: true,
  begin: async ({ device, leader, follower }) =>
    device.forgeAdverts(await vridOf(leader), [follower.pod, leader.pod], [leader.pod, follower.pod]),
};

async function vridOf(node: DrillNode): Promise<number> {
  const config = await inNode(node, "cat", onHost(files.keepalivedConfig));
  const [, vrid] = /virtual_router_id (\d+)/.exec(config) ?? [];
  if (vrid === undefined) throw new Error(`${node.name}: keepalived's config names no virtual_router_id`);
  return Number(vrid);
}
