import { problem, warning } from "../../../components/preflight/finding";
import type { Check } from "../check";
import { leads, nameOf } from "../view";

export const vrrpHeard: Check = {
  id: "VRRP heard",
  title: "every node hears the leader's VRRP adverts",
  look({ nodes }) {
    const leader = nodes.find(leads);
    if (!leader) return [];
    const { podAddress } = leader.visited.plan.node;
    return nodes.flatMap((node) => {
      if (node === leader || !node.seen?.adverts.known) return [];
      if (node.seen.adverts.value.some(({ source }) => source === podAddress)) return [];
      const found = problem(
        `no advert of the leader ${nameOf(leader)} (${podAddress}) within 2 s`,
        "adverts, or this node takes the VIP as well",
        "let IP protocol 112 pass between the nodes: look at the switch, at VLANs, and at firewalls between them",
      );
      return [{ ...found, node: nameOf(node) }];
    });
  },
};

/** Seconds that are usual for adverts; see docs/vrrp.md. */
const roundUp = (seconds: number): number => Math.ceil(seconds * 50) / 50;

export const vrrpJitter: Check = {
  id: "VRRP jitter",
  title: "adverts come in time: no node almost takes over for nothing",
  look({ nodes }) {
    const leader = nodes.find(leads);
    if (!leader) return [];
    const { podAddress } = leader.visited.plan.node;
    return nodes.flatMap((node) => {
      const { advertInterval, missedAdverts } = node.visited.plan.cluster;
      const adverts = node.seen?.adverts.known ? node.seen.adverts.value : [];
      const heard = adverts.find(({ source }) => source === podAddress);
      const patience = advertInterval * missedAdverts;
      // Half of the patience is left for a worse moment than these two seconds.
      if (node === leader || !heard || heard.longestMs / 1000 <= Math.max(patience / 2, advertInterval * 1.5))
        return [];
      const better = roundUp((2 * heard.longestMs) / 1000 / missedAdverts);
      const found = warning(
        `up to ${Math.round(heard.longestMs)} ms between two adverts of ${nameOf(leader)}; a take-over comes after ${Math.round(patience * 1000)} ms`,
        `at most ${Math.round(patience * 500)} ms`,
        `pulumi config set advertInterval ${better}, for all nodes; or find what delays frames: a busy host, power saving, a slow switch`,
      );
      return [{ ...found, node: nameOf(node) }];
    });
  },
};
