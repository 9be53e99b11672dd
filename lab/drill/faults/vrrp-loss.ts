import { hear, loseAdverts } from "../partition";
import type { Fault } from "./fault";

/** A network that loses packets: adverts are the ones that count. As bad as bad Wi-Fi; nothing is to move. */
export const vrrpLoss: Fault = {
  name: "vrrp-loss",
  description: "one of five VRRP adverts is lost, at every node",
  at: "cluster",
  effect: "serves",
  expect: { vip: "stays", maxOutageMs: 0, lossless: true },
  inject: async ({ cluster }) => void (await Promise.all(cluster.nodes.map(loseAdverts))),
  heal: async ({ cluster }) => void (await Promise.all(cluster.nodes.map(hear))),
};
